package io.adxflow.sources.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Spreads refused senders: the waits told to them go round from the least one to twice of it, in whole seconds, so that they do
 * not come back all at once.
 */
final class RetryAfter {
    private final AtomicInteger turn = new AtomicInteger();

    /** @param least at least a second */
    int nextSeconds(Duration least) {
        int base = (int) least.toSeconds();
        return base + Math.floorMod(turn.getAndIncrement(), base + 1);
    }
}
