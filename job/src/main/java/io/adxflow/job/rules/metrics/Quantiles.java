package io.adxflow.job.rules.metrics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A percentile of values, off by at most 1 % of itself: counts in buckets that grow by a constant factor (DDSketch; Masson, Rim, Lee, VLDB 2019). Of each sign it keeps the {@value #MOST_BUCKETS} buckets of the
 * greatest magnitudes, a range of 10^17; what is nearer to zero counts in the last of them.
 */
final class Quantiles implements Accumulator {
    static final int MOST_BUCKETS = 2_048;

    private static final double ACCURACY = 0.01;
    private static final double FACTOR = (1 + ACCURACY) / (1 - ACCURACY);
    private static final double LOG_FACTOR = StrictMath.log(FACTOR);

    private final double percentile;
    private final TreeMap<Integer, Long> below = new TreeMap<>();
    private final TreeMap<Integer, Long> above = new TreeMap<>();
    private long zeros;

    /** @param percentile 0 to 100 */
    Quantiles(double percentile) {
        this.percentile = percentile;
    }

    @Override
    public void add(double value) {
        if (Math.abs(value) < Double.MIN_NORMAL) {
            zeros++;
        } else {
            // The same everywhere, as sums of one group come from several machines.
            int bucket = (int) Math.ceil(StrictMath.log(Math.abs(value)) / LOG_FACTOR);
            add(value < 0 ? below : above, bucket, 1);
        }
    }

    private static void add(NavigableMap<Integer, Long> to, int bucket, long count) {
        int least = to.isEmpty() ? Integer.MIN_VALUE : to.lastKey() - MOST_BUCKETS + 1;
        to.merge(Math.max(bucket, least), count, Long::sum);
        int now = to.lastKey() - MOST_BUCKETS + 1;
        while (to.firstKey() < now) {
            to.merge(now, to.pollFirstEntry().getValue(), Long::sum);
        }
    }

    @Override
    public void merge(Accumulator other) {
        Quantiles added = (Quantiles) other;
        zeros += added.zeros;
        added.below.forEach((bucket, count) -> add(below, bucket, count));
        added.above.forEach((bucket, count) -> add(above, bucket, count));
    }

    /** The value of nearest rank. */
    @Override
    public void results(double[] into) {
        long count = zeros + sum(below) + sum(above);
        long rank = Math.max(1, (long) Math.ceil(percentile / 100 * count));
        for (Map.Entry<Integer, Long> bucket : below.descendingMap().entrySet()) {
            rank -= bucket.getValue();
            if (rank <= 0) {
                into[0] = -middle(bucket.getKey());
                return;
            }
        }
        rank -= zeros;
        if (rank <= 0) {
            into[0] = 0;
            return;
        }
        for (Map.Entry<Integer, Long> bucket : above.entrySet()) {
            rank -= bucket.getValue();
            if (rank <= 0) {
                into[0] = middle(bucket.getKey());
                return;
            }
        }
    }

    private static long sum(Map<Integer, Long> of) {
        return of.values().stream().mapToLong(Long::longValue).sum();
    }

    private static double middle(int bucket) {
        return 2 * StrictMath.exp(bucket * LOG_FACTOR) / (FACTOR + 1);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeLong(zeros);
        write(below, out);
        write(above, out);
    }

    private static void write(Map<Integer, Long> buckets, DataOutput out) throws IOException {
        out.writeInt(buckets.size());
        for (Map.Entry<Integer, Long> bucket : buckets.entrySet()) {
            out.writeInt(bucket.getKey());
            out.writeLong(bucket.getValue());
        }
    }

    Quantiles read(DataInput in) throws IOException {
        zeros = in.readLong();
        read(below, in);
        read(above, in);
        return this;
    }

    private static void read(Map<Integer, Long> buckets, DataInput in) throws IOException {
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            buckets.put(in.readInt(), in.readLong());
        }
    }

    @Override
    public int weight() {
        return 1 + 2 * (below.size() + above.size());
    }
}
