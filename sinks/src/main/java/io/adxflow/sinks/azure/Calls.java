package io.adxflow.sinks.azure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Waits for the SDKs' asynchronous calls. */
public final class Calls {
    private Calls() {}

    /**
     * The call's result, null when it has none. An interruption cancels the call.
     *
     * @throws Exception of the call, as it came
     * @throws TimeoutException when it takes longer
     */
    public static <T> @Nullable T await(Mono<T> call, Duration timeout) throws Exception {
        CompletableFuture<T> future = call.toFuture();
        try {
            return await(future, timeout);
        } finally {
            future.cancel(true);
        }
    }

    /** The same for a call that goes on when its caller does not wait any longer. */
    public static <T> @Nullable T await(CompletableFuture<T> future, Duration timeout) throws Exception {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        } catch (TimeoutException e) {
            throw new TimeoutException("no answer within " + timeout.toSeconds() + " s");
        }
    }
}
