package io.adxflow.sinks.delivery;

import java.util.function.LongSupplier;

/**
 * A rate that is kept on average over a second: whoever comes while it is not overdrawn may go, and is charged what it cost, however much
 * that was; the next ones wait until that is made up for. Thread-safe.
 */
public final class TokenBucket {
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final LongSupplier nanos;
    private double tokens;
    private long atNanos;

    /**
     * @param perSecond above 0
     * @param nanos a clock, as {@link System#nanoTime}
     */
    public TokenBucket(double perSecond, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.nanos = nanos;
        this.tokens = perSecond;
        this.atNanos = nanos.getAsLong();
    }

    /** For how long nobody may go, nanoseconds; 0 when somebody may now. */
    public synchronized long waitNanos() {
        refill();
        return tokens > 0 ? 0 : (long) Math.ceil((1e-9 - tokens) / perSecond * NANOS);
    }

    /** Takes what something costs, or has cost. */
    public synchronized void charge(double cost) {
        refill();
        tokens -= cost;
    }

    private void refill() {
        long now = nanos.getAsLong();
        tokens = Math.min(perSecond, tokens + (now - atNanos) / NANOS * perSecond);
        atNanos = now;
    }
}
