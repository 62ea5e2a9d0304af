package io.adxflow.kql.duckdb;

import java.time.Duration;

/**
 * When a query must have ended.
 *
 * @param endNanos of {@code System.nanoTime()}
 * @param limit how long it was given
 */
record Deadline(long endNanos, Duration limit) {
    static Deadline in(Duration limit) {
        return new Deadline(System.nanoTime() + limit.toNanos(), limit);
    }

    boolean isOver() {
        return System.nanoTime() - endNanos >= 0;
    }
}
