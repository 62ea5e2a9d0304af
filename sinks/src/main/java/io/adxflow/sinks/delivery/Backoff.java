package io.adxflow.sinks.delivery;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait after failures in a row: doubled each time up to a bound, plus up to a fifth of jitter. */
record Backoff(long minMillis, long maxMillis) {

    static Backoff between(Duration min, Duration max) {
        return new Backoff(Math.max(1, min.toMillis()), Math.max(1, max.toMillis()));
    }

    /** @param failures at least 1 */
    long millis(int failures) {
        long doubled = minMillis << Math.min(failures - 1, 20);
        long pause = Math.min(maxMillis, doubled);
        return pause + ThreadLocalRandom.current().nextLong(pause / 5 + 1);
    }
}
