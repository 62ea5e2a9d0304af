package io.adxflow.kql.duckdb;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs an action from a moment on, again and again until it is closed: what interrupts a query is lost when the query is just between two of its statements. Threads: any;
 * the action runs in the timer thread of the JDK and must be short.
 */
final class Interruption implements AutoCloseable {
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Runnable action;
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

    Interruption(Runnable action) {
        this.action = action;
    }

    /** Begins after this time. */
    void after(Duration time) {
        afterNanos(time.toNanos());
    }

    private void afterNanos(long nanos) {
        CompletableFuture<Boolean> due = ended.copy().completeOnTimeout(true, nanos, TimeUnit.NANOSECONDS);
        var unused = due.thenAccept(isDue -> {
            if (isDue) {
                action.run();
                afterNanos(AGAIN_NANOS);
            }
        });
    }

    @Override
    public void close() {
        ended.complete(false);
    }
}
