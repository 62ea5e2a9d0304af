package io.adxflow.job.rows;

import java.util.ArrayDeque;

/**
 * The arrays of sample columns that no table uses at the moment, newest first: these are still in the processor's caches, which new
 * ones never are. Capacities are powers of two, so that what one table leaves fits another. Keeps 16 MB at most. For one thread.
 */
final class ColumnPool {
    private static final long MAX_IDLE_BYTES = 16 << 20;
    private static final int SMALLEST = 16;

    /** Arrays of equal length; what is in them means nothing. */
    record Arrays(int[] series, long[] timestamps, double[] values) {
        static final Arrays NONE = new Arrays(new int[0], new long[0], new double[0]);

        int capacity() {
            return series.length;
        }

        long bytes() {
            return (long) SampleColumns.ROW_BYTES * capacity();
        }
    }

    /** By the logarithm of their capacity. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private final ArrayDeque<Arrays>[] idle = new ArrayDeque[Integer.SIZE];

    private long idleBytes;

    /** Arrays for at least so many rows. */
    Arrays take(int rows) {
        int capacity = Math.max(SMALLEST, Integer.highestOneBit(Math.max(rows - 1, 1)) << 1);
        if (capacity < 0) {
            throw new ArithmeticException("rows: " + rows + " (expected: 2^30 at most)");
        }
        ArrayDeque<Arrays> ofCapacity = idle[Integer.numberOfTrailingZeros(capacity)];
        Arrays newest = ofCapacity == null ? null : ofCapacity.poll();
        if (newest == null) {
            return new Arrays(new int[capacity], new long[capacity], new double[capacity]);
        }
        idleBytes -= newest.bytes();
        return newest;
    }

    /** Takes back what nobody else uses any more. */
    void give(Arrays arrays) {
        if (arrays.capacity() == 0 || idleBytes + arrays.bytes() > MAX_IDLE_BYTES) {
            return;
        }
        int power = Integer.numberOfTrailingZeros(arrays.capacity());
        ArrayDeque<Arrays> ofCapacity = idle[power];
        if (ofCapacity == null) {
            ofCapacity = new ArrayDeque<>();
            idle[power] = ofCapacity;
        }
        ofCapacity.push(arrays);
        idleBytes += arrays.bytes();
    }

    long idleBytes() {
        return idleBytes;
    }
}
