package io.adxflow.sources.limits;

/**
 * A bucket that fills at a rate and may be in debt: what a request costs is known only after it was let in, and is taken then,
 * whatever is left. So the rate holds over time, and a request is let in while there is anything. Not thread-safe.
 *
 * <p>A token bucket as in RFC 2697's committed rate, with debt instead of colours.
 */
final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double burstSeconds;
    private double rate = Double.POSITIVE_INFINITY;
    private double level;
    private long atNanos;

    /** @param burstSeconds what it holds, in seconds of its rate */
    TokenBucket(double burstSeconds, long nowNanos) {
        this.burstSeconds = burstSeconds;
        this.atNanos = nowNanos;
    }

    /** Fills at another rate from now on; a bucket that had no bound begins full. */
    void setRate(double perSecond, long nowNanos) {
        fill(nowNanos);
        if (Double.isInfinite(rate)) {
            level = perSecond * burstSeconds;
        }
        rate = perSecond;
        level = Math.min(level, burst());
    }

    double rate() {
        return rate;
    }

    private double burst() {
        return Double.isInfinite(rate) ? 0 : rate * burstSeconds;
    }

    private void fill(long nowNanos) {
        double seconds = Math.max(0, nowNanos - atNanos) / NANOS_PER_SECOND;
        atNanos = Math.max(atNanos, nowNanos);
        if (!Double.isInfinite(rate)) {
            level = Math.min(burst(), level + seconds * rate);
        }
    }

    /** Takes so many, or gives them back when negative. */
    void take(double tokens, long nowNanos) {
        fill(nowNanos);
        if (!Double.isInfinite(rate)) {
            level = Math.min(burst(), level - tokens);
        }
    }

    /** Seconds until there is anything again; 0 when there is, and infinite at a rate of 0. */
    double waitSeconds(long nowNanos) {
        if (Double.isInfinite(rate)) {
            return 0;
        }
        fill(nowNanos);
        return level > 0 ? 0 : rate == 0 ? Double.POSITIVE_INFINITY : (-level + Double.MIN_NORMAL) / rate;
    }
}
