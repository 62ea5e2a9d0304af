package io.adxflow.job.deflate;

import java.util.Arrays;

/** Bits in deflate's order, the lowest first, in an array that grows by {@link #reserve} alone. */
final class BitOutput {
    /** {@link #flush} stores a whole word. */
    private static final int SLACK = 8;

    private byte[] bytes;
    private int length;
    private long pending;
    private int pendingBits;

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

    /** Appends up to 32 bits. */
    void put(int value, int count) {
        put((long) value, count);
        flush();
    }

    /** Appends bits that {@link #flush} has made room for: 56 of them after each. */
    void put(long value, int count) {
        pending |= value << pendingBits;
        pendingBits += count;
    }

    /** Bits since the last {@link #flush} took whole bytes, at most 64. */
    int pendingBits() {
        return pendingBits;
    }

    void flush() {
        Words.store(bytes, length, pending);
        length += pendingBits >>> 3;
        pending >>>= pendingBits & 56;
        pendingBits &= 7;
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

    /** What was written, the last unfinished byte excepted. */
    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }
}
