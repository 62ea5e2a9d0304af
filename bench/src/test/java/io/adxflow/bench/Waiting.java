package io.adxflow.bench;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;

/** Waits for what will come about sooner or later, for long enough on a machine that others use as well. */
final class Waiting {
    static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long POLL_MILLIS = 100;

    private Waiting() {}

    static void until(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("not within " + PATIENCE + ": " + what);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
