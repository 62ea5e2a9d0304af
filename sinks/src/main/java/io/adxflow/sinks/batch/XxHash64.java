package io.adxflow.sinks.batch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** XXH64 (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md) over a range of bytes; allocates nothing. */
public final class XxHash64 {
    private static final long PRIME_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME_3 = 0x165667B19E3779F9L;
    private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME_5 = 0x27D4EB2F165667C5L;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private XxHash64() {}

    public static long hash(byte[] bytes, int start, int end, long seed) {
        int length = end - start;
        int at = start;
        long hash;
        if (length >= 32) {
            long a = seed + PRIME_1 + PRIME_2;
            long b = seed + PRIME_2;
            long c = seed;
            long d = seed - PRIME_1;
            do {
                a = round(a, word(bytes, at));
                b = round(b, word(bytes, at + 8));
                c = round(c, word(bytes, at + 16));
                d = round(d, word(bytes, at + 24));
                at += 32;
            } while (end - at >= 32);
            hash = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7) + Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
            hash = merge(merge(merge(merge(hash, a), b), c), d);
        } else {
            hash = seed + PRIME_5;
        }
        return finish(hash + length, bytes, at, end);
    }

    private static long finish(long hash, byte[] bytes, int at, int end) {
        while (end - at >= 8) {
            hash = Long.rotateLeft(hash ^ round(0, word(bytes, at)), 27) * PRIME_1 + PRIME_4;
            at += 8;
        }
        if (end - at >= 4) {
            long half = (bytes[at] & 0xFFL)
                    | (bytes[at + 1] & 0xFFL) << 8
                    | (bytes[at + 2] & 0xFFL) << 16
                    | (bytes[at + 3] & 0xFFL) << 24;
            hash = Long.rotateLeft(hash ^ half * PRIME_1, 23) * PRIME_2 + PRIME_3;
            at += 4;
        }
        while (at < end) {
            hash = Long.rotateLeft(hash ^ (bytes[at++] & 0xFFL) * PRIME_5, 11) * PRIME_1;
        }
        hash = (hash ^ hash >>> 33) * PRIME_2;
        hash = (hash ^ hash >>> 29) * PRIME_3;
        return hash ^ hash >>> 32;
    }

    private static long word(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * PRIME_2, 31) * PRIME_1;
    }

    private static long merge(long hash, long lane) {
        return (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
    }
}
