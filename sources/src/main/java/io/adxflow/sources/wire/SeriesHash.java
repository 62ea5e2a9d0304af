package io.adxflow.sources.wire;

import java.lang.invoke.VarHandle;

/**
 * A seeded 128-bit hash, fast on label sections of some hundred bytes.
 *
 * <p>An NH sum (Black et al., UMAC, CRYPTO 1999) of 64 × 64 → 128-bit products under secret keys, one per 16 B, and beside it a
 * rotating sum of the same words, which costs next to nothing; the three words are mixed down to two. Whatever two inputs of
 * equal length are, their products meet for no more than about one in 2<sup>62</sup> keys. That bound is reached only by pairs
 * whose difference within a step is small in both words, and most of those differ in the rotating sum; others meet like 128
 * random bits do. So among 10<sup>9</sup> series no collision is to be expected. Not for parties that can see the hashes: the keys
 * come from a 64-bit seed.
 *
 * <p>The result of a call stays in {@link #high} and {@link #low} until the next one. Owned by one thread.
 */
public final class SeriesHash {
    public long high;
    public long low;

    private static final VarHandle LONGS = ProtoReader.LONGS;
    private static final int STEP = 2 * Long.BYTES;
    /** Steps hashed under one run of keys; longer inputs chain blocks. */
    static final int STEPS_PER_BLOCK = 128;

    static final int WORD_ROTATION = 32;
    static final int STEP_ROTATION = 7;

    private static final int BLOCK_BYTES = STEPS_PER_BLOCK * STEP;
    private static final long ODD = 0x9E3779B97F4A7C15L;

    /** Two a step. */
    final long[] keys = new long[2 * STEPS_PER_BLOCK];

    private final long last;

    public SeriesHash(long seed) {
        long state = seed;
        for (int i = 0; i < keys.length; i++) {
            state += ODD;
            keys[i] = scramble(state);
        }
        last = scramble(state + ODD);
    }

    public void bytes(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < STEP) {
            shortBytes(bytes, from, length);
            return;
        }
        high = 0;
        low = 0;
        int at = from;
        while (to - at > BLOCK_BYTES) {
            block(bytes, at, at + BLOCK_BYTES, 0);
            at += BLOCK_BYTES;
        }
        // A last block shorter than a step reaches back into the block before it.
        block(bytes, Math.min(at, to - STEP), to, length);
    }

    /** Hashes 16 B to 2 KiB into {@link #high} and {@link #low}, over what they hold. */
    private void block(byte[] bytes, int from, int to, int length) {
        long[] k = keys;
        long lower = 0;
        long upper = 0;
        long sum = 0;
        // One induction variable: with two, C2 keeps the bounds checks, which costs a third of the time.
        int steps = (to - from - 1) / STEP;
        for (int i = 0; i < steps; i++) {
            int at = from + i * STEP;
            long a = (long) LONGS.get(bytes, at);
            long b = (long) LONGS.get(bytes, at + Long.BYTES);
            long x = a + k[2 * i];
            long y = b + k[2 * i + 1];
            lower += x * y;
            upper += Math.multiplyHigh(x, y);
            sum = Long.rotateLeft(sum, STEP_ROTATION) + (a + Long.rotateLeft(b, WORD_ROTATION));
        }
        // The last step is flush with the end and may overlap the one before.
        long a = (long) LONGS.get(bytes, to - STEP);
        long b = (long) LONGS.get(bytes, to - Long.BYTES);
        long x = a + k[2 * steps];
        long y = b + k[2 * steps + 1];
        sum = Long.rotateLeft(sum, STEP_ROTATION) + (a + Long.rotateLeft(b, WORD_ROTATION));
        mix(lower + x * y, upper + Math.multiplyHigh(x, y), sum, length);
    }

    private void shortBytes(byte[] bytes, int from, int length) {
        long a;
        long b;
        int end = from + length;
        if (length >= Long.BYTES) {
            a = (long) LONGS.get(bytes, from);
            b = (long) LONGS.get(bytes, end - Long.BYTES);
        } else if (length >= Integer.BYTES) {
            a = ProtoReader.readInt(bytes, from);
            b = ProtoReader.readInt(bytes, end - Integer.BYTES);
        } else if (length > 0) {
            a = (bytes[from] & 0xFF) | ((bytes[from + (length >>> 1)] & 0xFF) << 8) | ((bytes[end - 1] & 0xFF) << 16);
            b = 0;
        } else {
            a = 0;
            b = 0;
        }
        long x = a + keys[0];
        long y = b + keys[1];
        high = 0;
        low = 0;
        mix(x * y, Math.multiplyHigh(x, y), a + Long.rotateLeft(b, WORD_ROTATION), length);
    }

    /** Mixes a block and the input's length into the result; a bijection of the two product words for each sum. */
    void mix(long lower, long upper, long sum, int length) {
        long first = scramble((upper + high) ^ (sum * ODD) ^ (last + length));
        high = first;
        low = scramble((lower ^ (Long.rotateLeft(low, WORD_ROTATION) * ODD)) + first);
    }

    /** A bijection (the finaliser of SplitMix64). */
    private static long scramble(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
