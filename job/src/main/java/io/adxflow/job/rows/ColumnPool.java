package io.adxflow.job.rows;

import io.adxflow.sources.wire.IdleArrays;

/**
 * The arrays of sample columns that no table uses at the moment. Capacities are 4, 5, 6 and 7 times a power of two, so that what one
 * table leaves fits another and is not much larger than need be. For one thread.
 */
final class ColumnPool {
    private static final int STEPS = 4;
    private static final int SMALLEST = 16;
    private static final int LARGEST = 7 << 27;
    /** Of the power of two in the smallest capacity. */
    private static final int FIRST_SHIFT = Integer.numberOfTrailingZeros(SMALLEST / STEPS);

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

    private final IdleArrays<Arrays> idle =
            new IdleArrays<>(sizeClass(LARGEST) + 1, sizeClass -> (long) SampleColumns.ROW_BYTES * capacity(sizeClass));

    /** Arrays for at least so many rows. */
    Arrays take(int rows) {
        if (rows > LARGEST) {
            throw new ArithmeticException("rows: " + rows + " (expected: at most " + LARGEST + ")");
        }
        int sizeClass = sizeClass(Math.max(SMALLEST, rows));
        Arrays newest = idle.take(sizeClass);
        int capacity = capacity(sizeClass);
        return newest != null ? newest : new Arrays(new int[capacity], new long[capacity], new double[capacity]);
    }

    /** Takes back what nobody else uses any more. */
    void give(Arrays arrays) {
        if (arrays.capacity() > 0) {
            idle.give(sizeClass(arrays.capacity()), arrays);
        }
    }

    /** The class of the smallest capacity for so many rows. */
    private static int sizeClass(int rows) {
        int shift = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(rows) - 2;
        int steps = (rows + (1 << shift) - 1) >>> shift;
        return (shift - FIRST_SHIFT) * STEPS + steps - STEPS;
    }

    private static int capacity(int sizeClass) {
        return (STEPS + sizeClass % STEPS) << (FIRST_SHIFT + sizeClass / STEPS);
    }

    /** Lets go of what no table needed for a while; called now and then. */
    void trim(long nowMillis) {
        idle.trim(nowMillis);
    }

    void clear() {
        idle.clear();
    }

    long idleBytes() {
        return idle.bytes();
    }
}
