package io.adxflow.sinks.cosmos;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** How many rows come per second, on average over the last minute: each batch is counted once, when it is first seen. Thread-safe. */
final class RowRate {
    private static final int SECONDS = 60;
    private static final int REMEMBERED = 10_000;

    private final LongSupplier millis;
    private final long[] rows = new long[SECONDS];
    private final long[] seconds = new long[SECONDS];
    private final Map<String, Boolean> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    RowRate(LongSupplier millis) {
        this.millis = millis;
    }

    /** Takes a batch in. */
    synchronized void offered(String batchId, long count) {
        if (seen.put(batchId, true) != null) {
            return;
        }
        long now = millis.getAsLong() / 1_000;
        int at = (int) (now % SECONDS);
        if (seconds[at] != now) {
            seconds[at] = now;
            rows[at] = 0;
        }
        rows[at] += count;
    }

    synchronized long perSecond() {
        long now = millis.getAsLong() / 1_000;
        long sum = 0;
        for (int i = 0; i < SECONDS; i++) {
            sum += now - seconds[i] < SECONDS ? rows[i] : 0;
        }
        return sum / SECONDS;
    }
}
