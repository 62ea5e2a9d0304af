package io.adxflow.job.rules.normalise;

/**
 * Mends times: one that lies within what is plausible around its arrival stays; one that does so when it is taken for another unit (of
 * seconds, milliseconds, microseconds and nanoseconds) is taken for that; any other becomes the arrival. Depends on the time and the
 * arrival alone, which the body log keeps, so that a replay gives the same. Immutable.
 */
public final class TimeNormaliser {
    private static final long[] PER_SECOND = {1L, 1_000L, 1_000_000L, 1_000_000_000L};

    private final long maxPastMillis;
    private final long maxFutureMillis;

    public TimeNormaliser(NormaliseSpec spec) {
        maxPastMillis = spec.maxPastMillis();
        maxFutureMillis = spec.maxFutureMillis();
    }

    /** A time in milliseconds, mended. */
    public long millis(long time, long arrivalMillis) {
        if (isPlausible(time, arrivalMillis)) {
            return time;
        }
        for (long perSecond : PER_SECOND) {
            long millis = perSecond >= 1_000
                    ? Math.floorDiv(time, perSecond / 1_000)
                    : Math.abs(time) < Long.MAX_VALUE / 1_000 ? time * 1_000 : Long.MAX_VALUE;
            if (isPlausible(millis, arrivalMillis)) {
                return millis;
            }
        }
        return arrivalMillis;
    }

    /** A time in nanoseconds, unsigned, mended; 0 says that there is none. */
    public long nanos(long time, long arrivalMillis) {
        if (time == 0 || (time > 0 && isPlausible(time / 1_000_000, arrivalMillis))) {
            return time;
        }
        for (long perSecond : PER_SECOND) {
            long most = Long.MAX_VALUE / (1_000_000_000L / perSecond);
            if (time > 0 && time <= most) {
                long nanos = time * (1_000_000_000L / perSecond);
                if (isPlausible(nanos / 1_000_000, arrivalMillis)) {
                    return nanos;
                }
            }
        }
        return arrivalMillis * 1_000_000;
    }

    private boolean isPlausible(long millis, long arrivalMillis) {
        return millis >= arrivalMillis - maxPastMillis && millis <= arrivalMillis + maxFutureMillis;
    }
}
