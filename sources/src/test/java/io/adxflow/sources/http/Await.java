package io.adxflow.sources.http;

import java.util.function.BooleanSupplier;

/** Waits for what another thread is about to do; fails after far longer than that can take. */
final class Await {
    private static final long LIMIT_NANOS = 300_000_000_000L;

    static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new AssertionError("never came true: " + what);
            }
            Thread.yield();
        }
    }

    private Await() {}
}
