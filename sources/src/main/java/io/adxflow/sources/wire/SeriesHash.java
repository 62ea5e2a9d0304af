package io.adxflow.sources.wire;

import java.lang.invoke.VarHandle;

/**
 * A seeded 128-bit hash, fast on label sections of some hundred bytes.
 *
 * <p>Two NH streams (Black et al., UMAC, CRYPTO 1999; the second with the keys shifted by two words) of 64 × 64 → 128-bit
 * products, each folded to 64 bits. Two given inputs of equal length meet in one stream with a chance of about 2<sup>-62</sup>
 * over the keys, and in both with its square: among 10<sup>9</sup> series, 5 × 10<sup>17</sup> pairs, about 10<sup>-19</sup>.
 * Not for untrusted parties that can see the hashes: the keys come from a 64-bit seed.
 *
 * <p>The result of a call stays in {@link #high} and {@link #low} until the next one. Owned by one thread.
 */
final class SeriesHash {
    long high;
    long low;

    private static final VarHandle LONGS = ProtoReader.LONGS;
    private static final int STEP = 2 * Long.BYTES;
    /** Steps hashed under one run of keys; longer inputs chain blocks. */
    private static final int STEPS_PER_BLOCK = 128;

    private static final int BLOCK_BYTES = STEPS_PER_BLOCK * STEP;
    private static final long ODD = 0x9E3779B97F4A7C15L;

    private final long[] keys = new long[2 * STEPS_PER_BLOCK + 4];
    private final long foldLow;
    private final long foldHigh;

    SeriesHash(long seed) {
        long state = seed;
        for (int i = 0; i < keys.length; i++) {
            state += ODD;
            keys[i] = scramble(state);
        }
        foldLow = scramble(state + ODD);
        foldHigh = scramble(state + ODD + ODD);
    }

    void bytes(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < STEP) {
            shortBytes(bytes, from, length);
            return;
        }
        long chain1 = 0;
        long chain2 = 0;
        int at = from;
        while (to - at > BLOCK_BYTES) {
            block(bytes, at, at + BLOCK_BYTES);
            chain1 = chain(chain1, high);
            chain2 = chain(chain2, low);
            at += BLOCK_BYTES;
        }
        // A last block shorter than a step reaches back into the block before it.
        block(bytes, Math.min(at, to - STEP), to);
        finish(chain(chain1, high), chain(chain2, low), length);
    }

    /** Hashes 16 B to 2 KiB into {@link #high} and {@link #low}, not yet finished. */
    private void block(byte[] bytes, int from, int to) {
        long[] k = keys;
        long low1 = 0;
        long high1 = 0;
        long low2 = 0;
        long high2 = 0;
        int key = 0;
        int last = to - STEP;
        for (int at = from; at < last; at += STEP, key += 2) {
            long a = (long) LONGS.get(bytes, at);
            long b = (long) LONGS.get(bytes, at + Long.BYTES);
            long third = k[key + 2];
            long fourth = k[key + 3];
            long x = a + k[key];
            long y = b + k[key + 1];
            long u = a + third;
            long v = b + fourth;
            low1 += x * y;
            high1 += Math.multiplyHigh(x, y);
            low2 += u * v;
            high2 += Math.multiplyHigh(u, v);
        }
        // The last step is flush with the end and may overlap the one before.
        long a = (long) LONGS.get(bytes, last);
        long b = (long) LONGS.get(bytes, last + Long.BYTES);
        long x = a + k[key];
        long y = b + k[key + 1];
        long u = a + k[key + 2];
        long v = b + k[key + 3];
        high = fold(low1 + x * y, high1 + Math.multiplyHigh(x, y));
        low = fold(low2 + u * v, high2 + Math.multiplyHigh(u, v));
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
        long u = a + keys[2];
        long v = b + keys[3];
        finish(chain(0, fold(x * y, Math.multiplyHigh(x, y))), chain(0, fold(u * v, Math.multiplyHigh(u, v))), length);
    }

    /**
     * Hashes a list of label references, packed varints, by the hashes of their symbols.
     *
     * @return false when a reference is cut off, overlong or out of range, or their number is odd; the hash is then meaningless
     */
    boolean references(byte[] references, int from, int to, SymbolTable symbols) {
        long[] k = keys;
        long[] hashes = symbols.hashes;
        int symbolCount = symbols.count;
        long chain1 = 0;
        long chain2 = 0;
        long low1 = 0;
        long high1 = 0;
        long low2 = 0;
        long high2 = 0;
        int labels = 0;
        int key = 0;
        int at = from;
        while (at < to) {
            // One and two bytes are read here, what is longer (from symbol 16,384 on) by the table.
            int name = references[at++];
            if (name < 0) {
                int next = references[at++];
                if (next >= 0) {
                    name = (name & 0x7F) | (next << 7);
                } else {
                    at = symbols.readReference(references, at - 2, to);
                    name = symbols.reference;
                }
            }
            if (at >= to) {
                return false;
            }
            int value = references[at++];
            if (value < 0) {
                int next = references[at++];
                if (next >= 0) {
                    value = (value & 0x7F) | (next << 7);
                } else {
                    at = symbols.readReference(references, at - 2, to);
                    value = symbols.reference;
                }
            }
            if (at > to || (name | value) < 0 || Math.max(name, value) >= symbolCount) {
                return false;
            }
            long x = hashes[2 * name] + k[key];
            long y = hashes[2 * value] + k[key + 1];
            long u = hashes[2 * name + 1] + k[key + 2];
            long v = hashes[2 * value + 1] + k[key + 3];
            low1 += x * y;
            high1 += Math.multiplyHigh(x, y);
            low2 += u * v;
            high2 += Math.multiplyHigh(u, v);
            key += 2;
            if ((++labels & (STEPS_PER_BLOCK - 1)) == 0) {
                chain1 = chain(chain1, fold(low1, high1));
                chain2 = chain(chain2, fold(low2, high2));
                low1 = high1 = low2 = high2 = 0;
                key = 0;
            }
        }
        finish(chain(chain1, fold(low1, high1)), chain(chain2, fold(low2, high2)), labels);
        return true;
    }

    private void finish(long first, long second, int length) {
        high = scramble(first ^ (length * ODD));
        low = scramble(second + length * ODD);
    }

    private long fold(long lower, long upper) {
        long a = lower ^ foldLow;
        long b = upper ^ foldHigh;
        return (a * b) ^ Math.multiplyHigh(a, b);
    }

    private static long chain(long before, long block) {
        return (Long.rotateLeft(before, 23) * ODD) ^ block;
    }

    /** A bijection (the finaliser of SplitMix64). */
    private static long scramble(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
