package io.adxflow.sources.wire;

import java.util.ArrayDeque;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Arrays that nobody uses at the moment, by size class, newest first: these are still in the processor's caches, which new ones
 * never are. Keeps what it gets, until {@link #trim} finds that it was not needed for a while. For one thread at a time.
 */
public final class IdleArrays<A> {
    /** Between two looks at what was not needed. */
    public static final long TRIM_MILLIS = 10_000;

    private final ArrayDeque<A>[] bySizeClass;
    private final IntToLongFunction bytesOfClass;
    private long bytes;

    /** The fewest bytes since the last trim: so many were never needed. */
    private long leastBytes;

    private long lastTrimMillis;

    /** @param bytesOfClass heap of an array of a class, which are numbered from 0 */
    @SuppressWarnings({"unchecked", "rawtypes"})
    public IdleArrays(int classes, IntToLongFunction bytesOfClass) {
        this.bySizeClass = new ArrayDeque[classes];
        this.bytesOfClass = bytesOfClass;
    }

    /** Null when there is none of this class. */
    public @Nullable A take(int sizeClass) {
        ArrayDeque<A> arrays = bySizeClass[sizeClass];
        A newest = arrays == null ? null : arrays.poll();
        if (newest != null) {
            bytes -= bytesOfClass.applyAsLong(sizeClass);
            leastBytes = Math.min(leastBytes, bytes);
        }
        return newest;
    }

    /** Takes an array that nobody reads or writes any more. */
    public void give(int sizeClass, A array) {
        ArrayDeque<A> arrays = bySizeClass[sizeClass];
        if (arrays == null) {
            arrays = new ArrayDeque<>();
            bySizeClass[sizeClass] = arrays;
        }
        arrays.push(array);
        bytes += bytesOfClass.applyAsLong(sizeClass);
    }

    /**
     * Lets go, when it is time, of as much as nobody needed since the last time, the largest arrays first.
     *
     * @param nowMillis by a clock that runs on between two calls
     */
    public void trim(long nowMillis) {
        if (Math.abs(nowMillis - lastTrimMillis) >= TRIM_MILLIS) {
            shrinkTo(bytes - leastBytes);
            lastTrimMillis = nowMillis;
        }
    }

    /** Lets go of everything. */
    public void clear() {
        shrinkTo(0);
    }

    private void shrinkTo(long keepBytes) {
        for (int sizeClass = bySizeClass.length - 1; sizeClass >= 0 && bytes > keepBytes; sizeClass--) {
            ArrayDeque<A> arrays = bySizeClass[sizeClass];
            while (arrays != null && bytes > keepBytes && arrays.pollLast() != null) {
                bytes -= bytesOfClass.applyAsLong(sizeClass);
            }
        }
        leastBytes = bytes;
    }

    /** Heap of the arrays. */
    public long bytes() {
        return bytes;
    }
}
