package io.adxflow.bench.load;

/**
 * Counts durations in buckets that grow with them: 64 to each doubling, so that a quantile is at most 1.6 % too high. Owned by
 * one thread.
 */
public final class LatencyHistogram {
    private static final int SUB_BITS = 6;
    private static final int SUB_BUCKETS = 1 << SUB_BITS;

    private final long[] counts = new long[(Long.SIZE - SUB_BITS) * SUB_BUCKETS];
    private long total;
    private long max;

    /** Durations below zero count as zero. */
    public void record(long nanos) {
        long duration = Math.max(0, nanos);
        counts[bucket(duration)]++;
        total++;
        max = Math.max(max, duration);
    }

    public long count() {
        return total;
    }

    public long maxNanos() {
        return max;
    }

    /** The upper edge of the bucket that holds the quantile, never above the maximum; 0 when nothing was recorded. */
    public long quantileNanos(double quantile) {
        long rank = Math.max(1, (long) Math.ceil(quantile * total));
        long seen = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (seen >= rank) {
                return Math.min(max, upperEdge(bucket));
            }
        }
        return max;
    }

    private static int bucket(long duration) {
        if (duration < SUB_BUCKETS) {
            return (int) duration;
        }
        int shift = Long.SIZE - 1 - SUB_BITS - Long.numberOfLeadingZeros(duration);
        return (shift << SUB_BITS) + (int) (duration >>> shift);
    }

    private static long upperEdge(int bucket) {
        if (bucket < 2 * SUB_BUCKETS) {
            return bucket;
        }
        int shift = (bucket >>> SUB_BITS) - 1;
        long first = (long) (bucket - (shift << SUB_BITS)) << shift;
        return first + (1L << shift) - 1;
    }
}
