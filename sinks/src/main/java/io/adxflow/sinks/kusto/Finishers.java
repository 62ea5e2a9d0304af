package io.adxflow.sinks.kusto;

import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.Threads;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the halves of commits that their callers may leave: one attempt per batch at a time. Whoever comes meanwhile is told
 * {@link FailureKind#PENDING}. Thread-safe.
 */
final class Finishers implements AutoCloseable {
    private static final int SIZE = 16;
    private static final long CLOSE_WAIT_SECONDS = 3;

    interface Work {
        void run() throws Exception;
    }

    /** A first half, which the caller runs; its second half, or null when there is none. */
    interface FirstHalf {
        @Nullable
        Work run() throws Exception;
    }

    private final ExecutorService threads;
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    Finishers(String moniker) {
        this.threads = Threads.pool("finish-" + moniker, SIZE);
    }

    /** Runs both halves, and returns or throws with the second. When this is interrupted, the second goes on. */
    void run(String batchId, FirstHalf first) throws Exception {
        if (!running.add(batchId)) {
            throw new AzureFailure(FailureKind.PENDING, "an earlier attempt at this batch is not over", false);
        }
        boolean handedOver = false;
        try {
            Work second = first.run();
            if (second == null) {
                return;
            }
            Future<?> rest = threads.submit(() -> {
                try {
                    second.run();
                } finally {
                    running.remove(batchId);
                }
                return null;
            });
            handedOver = true;
            rest.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            if (!handedOver) {
                running.remove(batchId);
            }
        }
    }

    /** Lets second halves end, for a moment. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
