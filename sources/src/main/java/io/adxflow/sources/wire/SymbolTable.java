package io.adxflow.sources.wire;

import java.util.Arrays;

/** Remote write 2.0's symbols as byte ranges, with the hash of each. Valid until the next body. */
final class SymbolTable {
    static final int BYTES_EACH = 2 * Integer.BYTES + 2 * Long.BYTES;

    private static final int MAX_VARINT_BYTES = 10;

    int count;
    int[] start = new int[0];
    int[] end = new int[0];
    /** Two words a symbol. */
    long[] hashes = new long[0];
    /** What {@link #readReference} read: a uint32, negative when it is 2^31 or more or could not be read. */
    int reference;

    private final Growth growth;

    SymbolTable(Growth growth) {
        this.growth = growth;
    }

    void release() {
        count = 0;
        growth.give(start.length, BYTES_EACH);
        start = new int[0];
        end = new int[0];
        hashes = new long[0];
    }

    void add(int from, int to) throws MalformedBodyException {
        if (count == start.length) {
            int capacity = growth.next(count, BYTES_EACH, "symbols");
            start = Arrays.copyOf(start, capacity);
            end = Arrays.copyOf(end, capacity);
            growth.give(count, BYTES_EACH);
        }
        start[count] = from;
        end[count] = to;
        count++;
    }

    void hash(byte[] bytes, SeriesHash hasher) {
        if (hashes.length < 2 * count) {
            hashes = new long[0];
            hashes = new long[2 * start.length];
        }
        for (int i = 0; i < count; i++) {
            hasher.bytes(bytes, start[i], end[i]);
            hashes[2 * i] = hasher.high;
            hashes[2 * i + 1] = hasher.low;
        }
    }

    boolean holds(int candidate) {
        return Integer.compareUnsigned(candidate, count) < 0;
    }

    /**
     * Reads one varint into {@link #reference}.
     *
     * @return the position behind it, or {@code to} when it is cut off or overlong
     */
    int readReference(byte[] references, int at, int to) {
        long value = 0;
        int last = Math.min(to, at + MAX_VARINT_BYTES);
        for (int i = at; i < last; i++) {
            byte b = references[i];
            int shift = 7 * (i - at);
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                reference = (int) value;
                return i + 1;
            }
        }
        reference = -1;
        return to;
    }
}
