package io.adxflow.job.rows;

import io.adxflow.sources.wire.IdleArrays;

/** The arrays of rows that are text already which no table uses at the moment, each a power of two long. For one thread. */
final class LinePool {
    private static final int SMALLEST = 512;
    private static final int LARGEST = 1 << 30;

    private final IdleArrays<byte[]> idle =
            new IdleArrays<>(sizeClass(LARGEST) + 1, sizeClass -> (long) SMALLEST << sizeClass);

    /** An array of at least so many bytes, or of {@link #LARGEST}; what is in it means nothing. */
    byte[] take(long bytes) {
        int sizeClass = sizeClass((int) Math.min(LARGEST, bytes));
        byte[] newest = idle.take(sizeClass);
        return newest != null ? newest : new byte[SMALLEST << sizeClass];
    }

    /** Takes back what nobody else uses any more; others than those of the pool are let go of. */
    void give(byte[] array) {
        int length = array.length;
        if (length >= SMALLEST && length <= LARGEST && Integer.bitCount(length) == 1) {
            idle.give(sizeClass(length), array);
        }
    }

    /** The class of the smallest array for so many bytes. */
    private static int sizeClass(int bytes) {
        return Integer.SIZE - Integer.numberOfLeadingZeros((Math.max(SMALLEST, bytes) - 1) / SMALLEST);
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
