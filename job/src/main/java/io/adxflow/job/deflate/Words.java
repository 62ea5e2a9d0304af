package io.adxflow.job.deflate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Eight bytes at a time. */
final class Words {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** From here on the JDK's vectorised comparison is worth its call. */
    private static final int SHORT_MATCH = 32;

    private Words() {}

    static long load(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    static int loadInt(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at);
    }

    static void store(byte[] bytes, int at, long word) {
        LONGS.set(bytes, at, word);
    }

    /** How many bytes from {@code left} and from {@code right} on are equal, at most {@code limit}; reads eight bytes further. */
    static int equalBytes(byte[] bytes, int left, int right, int limit) {
        int at = 0;
        while (at < limit) {
            long difference = load(bytes, left + at) ^ load(bytes, right + at);
            if (difference != 0) {
                return Math.min(limit, at + (Long.numberOfTrailingZeros(difference) >>> 3));
            }
            at += 8;
            if (at == SHORT_MATCH && limit > SHORT_MATCH) {
                int more = Arrays.mismatch(bytes, left + at, left + limit, bytes, right + at, right + limit);
                return more < 0 ? limit : at + more;
            }
        }
        return limit;
    }
}
