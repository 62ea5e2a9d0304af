package io.adxflow.sources.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The 128-bit hash by which a retry is recognised: over wire format, namespace, database and body.
 *
 * <p>The value is kept in state and must never change. It is the accumulation loop of XXH3 (eight 64-bit lanes, stripes of
 * 64 bytes, a scramble every 16 stripes), with keys that come from SplitMix64 seeded with 0 and with two independent
 * folds of the eight lanes at the end; the last stripe is padded with zeros and the length enters each fold. Names are
 * hashed first, each by the same loop, and enter as the start of the lanes. It resists accidents, not an attacker: who may send
 * data may as well send wrong data.
 *
 * @param high upper half
 * @param low lower half
 */
record BodyHash(long high, long low) {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int STRIPE_BYTES = 64;
    private static final int STRIPES_PER_BLOCK = 16;
    private static final long PRIME = 0x9E3779B1L;
    /** One key per lane and stripe of a block (stripe s, lane i: s + i), one row for the scramble, two for the folds. */
    private static final long[] KEYS = splitMix64(STRIPES_PER_BLOCK + 8 + 8 + 16);

    /** @param length of the body that the array begins with */
    static BodyHash of(byte formatCode, Target target, byte[] body, int length) {
        long seed = 0;
        seed = fold(seed ^ nameHash(target.namespace()));
        seed = fold(seed ^ nameHash(target.database()) ^ formatCode);
        return hash(body, length, seed);
    }

    static BodyHash hash(byte[] body, int length, long seed) {
        long a0 = seed + KEYS[0], a1 = KEYS[1] - seed, a2 = seed + KEYS[2], a3 = KEYS[3] - seed;
        long a4 = seed + KEYS[4], a5 = KEYS[5] - seed, a6 = seed + KEYS[6], a7 = KEYS[7] - seed;
        byte[] bytes = body;
        int offset = 0;
        int stripe = 0;
        int whole = length & -STRIPE_BYTES;
        int end = length == whole ? whole : whole + STRIPE_BYTES;
        for (int position = 0; position < end; position += STRIPE_BYTES) {
            if (position == whole) {
                bytes = new byte[STRIPE_BYTES];
                System.arraycopy(body, whole, bytes, 0, length - whole);
                offset = 0;
            }
            long d0 = (long) LONGS.get(bytes, offset), d1 = (long) LONGS.get(bytes, offset + 8);
            long d2 = (long) LONGS.get(bytes, offset + 16), d3 = (long) LONGS.get(bytes, offset + 24);
            long d4 = (long) LONGS.get(bytes, offset + 32), d5 = (long) LONGS.get(bytes, offset + 40);
            long d6 = (long) LONGS.get(bytes, offset + 48), d7 = (long) LONGS.get(bytes, offset + 56);
            a0 += d1 + product(d0 ^ KEYS[stripe]);
            a1 += d0 + product(d1 ^ KEYS[stripe + 1]);
            a2 += d3 + product(d2 ^ KEYS[stripe + 2]);
            a3 += d2 + product(d3 ^ KEYS[stripe + 3]);
            a4 += d5 + product(d4 ^ KEYS[stripe + 4]);
            a5 += d4 + product(d5 ^ KEYS[stripe + 5]);
            a6 += d7 + product(d6 ^ KEYS[stripe + 6]);
            a7 += d6 + product(d7 ^ KEYS[stripe + 7]);
            offset += STRIPE_BYTES;
            if (++stripe == STRIPES_PER_BLOCK) {
                stripe = 0;
                int row = STRIPES_PER_BLOCK + 8;
                a0 = scramble(a0, KEYS[row]);
                a1 = scramble(a1, KEYS[row + 1]);
                a2 = scramble(a2, KEYS[row + 2]);
                a3 = scramble(a3, KEYS[row + 3]);
                a4 = scramble(a4, KEYS[row + 4]);
                a5 = scramble(a5, KEYS[row + 5]);
                a6 = scramble(a6, KEYS[row + 6]);
                a7 = scramble(a7, KEYS[row + 7]);
            }
        }
        long[] lanes = {a0, a1, a2, a3, a4, a5, a6, a7};
        int folds = STRIPES_PER_BLOCK + 16;
        return new BodyHash(foldLanes(lanes, folds, length), foldLanes(lanes, folds + 8, ~(long) length));
    }

    private static long product(long keyed) {
        return (keyed & 0xFFFFFFFFL) * (keyed >>> 32);
    }

    private static long scramble(long lane, long key) {
        return (lane ^ (lane >>> 47) ^ key) * PRIME;
    }

    /** Every step is a bijection of each lane, so that two states that differ in one lane never fold to one value. */
    private static long foldLanes(long[] lanes, int keyRow, long length) {
        long result = length;
        for (int i = 0; i < lanes.length; i++) {
            result = fold(Long.rotateLeft(result, 29) + fold(lanes[i] ^ KEYS[keyRow + i]));
        }
        return result;
    }

    private static long nameHash(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        BodyHash hash = hash(bytes, bytes.length, 0);
        return hash.high + Long.rotateLeft(hash.low, 32);
    }

    /** The finaliser of MurmurHash3 x64. */
    private static long fold(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ (mixed >>> 33);
    }

    private static long[] splitMix64(int count) {
        long[] keys = new long[count];
        long state = 0;
        for (int i = 0; i < count; i++) {
            state += 0x9E3779B97F4A7C15L;
            long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            keys[i] = z ^ (z >>> 31);
        }
        return keys;
    }
}
