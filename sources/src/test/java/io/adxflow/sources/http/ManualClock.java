package io.adxflow.sources.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Stands still until it is told to move. */
final class ManualClock implements IngestClock {
    private final AtomicLong nanos = new AtomicLong();

    void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public long epochMillis() {
        return 1_700_000_000_000L + nanos.get() / 1_000_000;
    }
}
