package io.adxflow.sources.wire.otlp.metrics;

import io.adxflow.sources.wire.SeriesHash;
import java.util.Arrays;

/** The symbols of a request that is being written, each text once, numbered in the order of their first use. */
final class Symbols {
    private static final int FIRST_BYTES = 1 << 13;
    private static final int FIELD = (4 << 3) | 2;
    private static final int MAX_HEAD_BYTES = 6;

    /** Of a symbol beside its bytes: the label sets' note of having seen it as a name is charged with it. */
    private static final long EACH_BYTES = 2 * Integer.BYTES + Long.BYTES + 2 * Long.BYTES;

    private static final int FIRST_SYMBOLS = 64;
    private static final int FIRST_SLOTS = 256;
    private static final long FIRST_HELD_BYTES = FIRST_BYTES + EACH_BYTES * FIRST_SYMBOLS + Integer.BYTES * FIRST_SLOTS;

    private final SeriesHash hasher;
    private final ChunkMemory memory;

    /** The fields as they stand in the request. */
    private byte[] bytes = new byte[FIRST_BYTES];

    private int length;
    private int count;
    private int[] start = new int[FIRST_SYMBOLS];
    private int[] end = new int[FIRST_SYMBOLS];
    private long[] hashes = new long[FIRST_SYMBOLS];
    /** Open addressing with linear probing; a symbol's number and 1, or 0. */
    private int[] slots = new int[FIRST_SLOTS];

    Symbols(SeriesHash hasher, ChunkMemory memory) {
        this.hasher = hasher;
        this.memory = memory;
    }

    void clear(boolean release) {
        if (release) {
            memory.give(heldBytes() - FIRST_HELD_BYTES);
            bytes = new byte[FIRST_BYTES];
            start = new int[FIRST_SYMBOLS];
            end = new int[FIRST_SYMBOLS];
            hashes = new long[FIRST_SYMBOLS];
            slots = new int[FIRST_SLOTS];
        } else {
            Arrays.fill(slots, 0);
        }
        length = 0;
        count = 0;
    }

    int count() {
        return count;
    }

    /** Bytes of the fields. */
    int length() {
        return length;
    }

    /** Bytes of the arrays. */
    long heldBytes() {
        return bytes.length + EACH_BYTES * start.length + (long) Integer.BYTES * slots.length;
    }

    /**
     * The number of a text, known or new.
     *
     * @param limit bytes that all fields together may take
     */
    int number(byte[] from, int textStart, int textEnd, int limit) throws ChunkFullException {
        hasher.bytes(from, textStart, textEnd);
        long hash = hasher.low;
        int slot = (int) hash & (slots.length - 1);
        for (int entry = slots[slot]; entry != 0; entry = slots[slot]) {
            int symbol = entry - 1;
            if (hashes[symbol] == hash && Arrays.equals(bytes, start[symbol], end[symbol], from, textStart, textEnd)) {
                return symbol;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        write(from, textStart, textEnd, limit);
        hashes[count] = hash;
        slots[slot] = ++count;
        if (4 * count > 3 * slots.length) {
            rehash();
        }
        return count - 1;
    }

    private void write(byte[] from, int textStart, int textEnd, int limit) throws ChunkFullException {
        int size = textEnd - textStart;
        long needed = (long) length + MAX_HEAD_BYTES + size;
        if (needed > limit) {
            throw new ChunkFullException();
        }
        if (needed > bytes.length) {
            int before = bytes.length;
            int next = (int) Math.max(needed, 2L * before);
            memory.take(next);
            bytes = Arrays.copyOf(bytes, next);
            memory.give(before);
        }
        if (count == start.length) {
            memory.take(EACH_BYTES * 2 * count);
            start = Arrays.copyOf(start, 2 * count);
            end = Arrays.copyOf(end, 2 * count);
            hashes = Arrays.copyOf(hashes, 2 * count);
            memory.give(EACH_BYTES * count);
        }
        bytes[length++] = FIELD;
        int rest = size;
        for (; (rest & ~0x7F) != 0; rest >>>= 7) {
            bytes[length++] = (byte) (rest | 0x80);
        }
        bytes[length++] = (byte) rest;
        start[count] = length;
        System.arraycopy(from, textStart, bytes, length, size);
        length += size;
        end[count] = length;
    }

    private void rehash() throws ChunkFullException {
        memory.take((long) Integer.BYTES * slots.length);
        slots = new int[2 * slots.length];
        for (int symbol = 0; symbol < count; symbol++) {
            int slot = (int) hashes[symbol] & (slots.length - 1);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = symbol + 1;
        }
    }

    /** Takes back all but the first ones, of which there must be one. */
    void truncate(int to) {
        // Last in, first out: no symbol that stays was probed past one that goes.
        for (int symbol = count - 1; symbol >= to; symbol--) {
            int slot = (int) hashes[symbol] & (slots.length - 1);
            while (slots[slot] != symbol + 1) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = 0;
        }
        count = to;
        length = end[to - 1];
    }

    /** Moves the fields to a place in another array; returns the position behind them. */
    int moveTo(byte[] array, int position) {
        System.arraycopy(bytes, 0, array, position, length);
        int behind = position + length;
        length = 0;
        return behind;
    }
}
