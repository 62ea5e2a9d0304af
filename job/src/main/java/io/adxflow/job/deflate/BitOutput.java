package io.adxflow.job.deflate;

import java.util.Arrays;

/** Bits in deflate's order, the lowest first, in an array that grows by {@link #reserve} alone. */
final class BitOutput {
    /** {@link #flush} stores a whole word. */
    private static final int SLACK = 8;

    private static final int FULL_FLUSH_BITS = 40;

    /** What {@link TokenBlock} works with in local variables. */
    byte[] bytes;

    int length;
    long pending;
    /** Bits in {@link #pending} that are not in {@link #bytes} yet: less than eight after {@link #flush}. */
    int pendingBits;

    BitOutput(int capacity) {
        bytes = new byte[capacity + SLACK];
    }

    void clear() {
        length = 0;
        pending = 0;
        pendingBits = 0;
    }

    /** Makes room for that many more bits; nothing else does. */
    void reserve(long bits) {
        long needed = length + ((pendingBits + bits) >>> 3) + 1 + SLACK;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(needed, 2L * bytes.length)));
        }
    }

    /** Appends up to 56 bits. */
    void put(long value, int count) {
        pending |= value << pendingBits;
        pendingBits += count;
        flush();
    }

    /** Stores whole bytes. */
    void flush() {
        Words.store(bytes, length, pending);
        length += pendingBits >>> 3;
        pending >>>= pendingBits & 56;
        pendingBits &= 7;
    }

    /** An empty stored block, which ends on a byte: what zlib calls a full flush. */
    void fullFlush() {
        reserve(FULL_FLUSH_BITS);
        put(0, 3);
        align();
        put(0xffff0000L, 32);
        flush();
    }

    /** Fills the last byte with zeros. */
    void align() {
        pendingBits += -pendingBits & 7;
        flush();
    }

    /** Lets go of an array that grew beyond a limit; what it held is gone. */
    void shrink(int maxBytes) {
        if (bytes.length > maxBytes) {
            bytes = new byte[maxBytes / 8 + SLACK];
        }
        clear();
    }
}
