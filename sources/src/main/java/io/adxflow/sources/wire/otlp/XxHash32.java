package io.adxflow.sources.wire.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The checksum of LZ4's frames: XXH32 with seed 0 (xxHash specification, section "XXH32 Algorithm Description"). */
final class XxHash32 {
    private static final int PRIME_1 = 0x9E3779B1;
    private static final int PRIME_2 = 0x85EBCA77;
    private static final int PRIME_3 = 0xC2B2AE3D;
    private static final int PRIME_4 = 0x27D4EB2F;
    private static final int PRIME_5 = 0x165667B1;
    /** PRIME_1 + PRIME_2, modulo 2 to the power of 32. */
    private static final int FIRST_LANE = 0x24234428;

    private static final int STRIPE_BYTES = 16;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private XxHash32() {}

    static int of(byte[] bytes, int start, int length) {
        int at = start;
        int end = start + length;
        int hash;
        if (length >= STRIPE_BYTES) {
            int one = FIRST_LANE;
            int two = PRIME_2;
            int three = 0;
            int four = -PRIME_1;
            for (; at <= end - STRIPE_BYTES; at += STRIPE_BYTES) {
                one = round(one, (int) INT.get(bytes, at));
                two = round(two, (int) INT.get(bytes, at + 4));
                three = round(three, (int) INT.get(bytes, at + 8));
                four = round(four, (int) INT.get(bytes, at + 12));
            }
            hash = Integer.rotateLeft(one, 1)
                    + Integer.rotateLeft(two, 7)
                    + Integer.rotateLeft(three, 12)
                    + Integer.rotateLeft(four, 18);
        } else {
            hash = PRIME_5;
        }
        hash += length;
        for (; at <= end - 4; at += 4) {
            hash = Integer.rotateLeft(hash + (int) INT.get(bytes, at) * PRIME_3, 17) * PRIME_4;
        }
        for (; at < end; at++) {
            hash = Integer.rotateLeft(hash + (bytes[at] & 0xff) * PRIME_5, 11) * PRIME_1;
        }
        hash = (hash ^ (hash >>> 15)) * PRIME_2;
        hash = (hash ^ (hash >>> 13)) * PRIME_3;
        return hash ^ (hash >>> 16);
    }

    private static int round(int lane, int word) {
        return Integer.rotateLeft(lane + word * PRIME_2, 13) * PRIME_1;
    }
}
