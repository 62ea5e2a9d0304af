package io.adxflow.sources.wire.otlp.metrics;

import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.SeriesHash;
import io.adxflow.sources.wire.ShrinkPolicy;
import java.util.Arrays;

/**
 * Writes one {@code io.prometheus.write.v2.Request} (prompb/io/prometheus/write/v2/types.proto) of bounded size: series first,
 * symbols behind them. Lengths that are not known yet are varints of four bytes, overlong mostly, which protobuf allows.
 *
 * <p>Symbols are numbered in the order of their first use, so the same calls make the same bytes. Owned by one thread.
 */
final class ChunkWriter {
    private static final int FIRST_BYTES = 1 << 13;
    private static final int KEEP_BYTES = 1 << 20;
    private static final int LENGTH_BYTES = 4;
    private static final int SYMBOL = (4 << 3) | 2;
    private static final int SERIES = (5 << 3) | 2;
    private static final int REFERENCES = (1 << 3) | 2;
    private static final int SAMPLE = (2 << 3) | 2;
    private static final int METADATA = (5 << 3) | 2;

    private final int limit;
    private final SeriesHash hasher;
    private final ShrinkPolicy shrink = new ShrinkPolicy(KEEP_BYTES);

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;
    /** The symbols' fields, as they stand in the request. */
    private byte[] symbolBytes = new byte[FIRST_BYTES];

    private int symbolLength;
    private int symbolCount;
    private int[] symbolStart = new int[64];
    private int[] symbolEnd = new int[64];
    private long[] symbolHash = new long[64];
    /** Open addressing with linear probing; a symbol's number and 1, or 0. */
    private int[] slots = new int[256];

    private int seriesCount;
    /** The data point that each series comes from. */
    private long[] points = new long[64];

    private int openSeries;
    private int openRun;

    ChunkWriter(int limit, SeriesHash hasher) {
        this.limit = limit;
        this.hasher = hasher;
    }

    /** Begins a chunk; its first symbol is the empty one, as the format wants it. */
    void clear() throws ChunkFullException {
        if (shrink.note((long) length + symbolLength, heldBytes()) >= 0) {
            bytes = new byte[FIRST_BYTES];
            symbolBytes = new byte[FIRST_BYTES];
            symbolStart = new int[64];
            symbolEnd = new int[64];
            symbolHash = new long[64];
            slots = new int[256];
            points = new long[64];
        } else {
            Arrays.fill(slots, 0);
        }
        length = 0;
        symbolLength = 0;
        symbolCount = 0;
        seriesCount = 0;
        symbol(bytes, 0, 0);
    }

    /** Bytes of the arrays. */
    long heldBytes() {
        return (long) bytes.length
                + symbolBytes.length
                + (2L * Integer.BYTES + Long.BYTES) * symbolStart.length
                + (long) Integer.BYTES * slots.length
                + (long) Long.BYTES * points.length;
    }

    int limit() {
        return limit;
    }

    int seriesCount() {
        return seriesCount;
    }

    long pointOf(int series) {
        return points[series];
    }

    int symbolCount() {
        return symbolCount;
    }

    /** Bytes written so far. */
    int used() {
        return length + symbolLength;
    }

    int length() {
        return length;
    }

    /** Takes back the series and symbols written since these figures held. */
    void truncate(int toLength, int toSeries, int toSymbols) {
        length = toLength;
        seriesCount = toSeries;
        // Last in, first out: no symbol that stays was probed past one that goes.
        for (int symbol = symbolCount - 1; symbol >= toSymbols; symbol--) {
            int slot = (int) symbolHash[symbol] & (slots.length - 1);
            while (slots[slot] != symbol + 1) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = 0;
        }
        symbolCount = toSymbols;
        symbolLength = symbolEnd[toSymbols - 1];
    }

    /** The number of a symbol, old or new. */
    int symbol(byte[] from, int start, int end) throws ChunkFullException {
        hasher.bytes(from, start, end);
        long hash = hasher.low;
        int slot = (int) hash & (slots.length - 1);
        for (int entry = slots[slot]; entry != 0; entry = slots[slot]) {
            int symbol = entry - 1;
            if (symbolHash[symbol] == hash
                    && Arrays.equals(symbolBytes, symbolStart[symbol], symbolEnd[symbol], from, start, end)) {
                return symbol;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return addSymbol(from, start, end, hash, slot);
    }

    private int addSymbol(byte[] from, int start, int end, long hash, int slot) throws ChunkFullException {
        int size = end - start;
        int needed = symbolLength + 1 + 5 + size;
        if ((long) length + needed > limit) {
            throw new ChunkFullException();
        }
        if (needed > symbolBytes.length) {
            symbolBytes = Arrays.copyOf(symbolBytes, Math.max(needed, 2 * symbolBytes.length));
        }
        int symbol = symbolCount;
        if (symbol == symbolStart.length) {
            symbolStart = Arrays.copyOf(symbolStart, 2 * symbol);
            symbolEnd = Arrays.copyOf(symbolEnd, 2 * symbol);
            symbolHash = Arrays.copyOf(symbolHash, 2 * symbol);
        }
        symbolBytes[symbolLength++] = SYMBOL;
        int rest = size;
        for (; (rest & ~0x7F) != 0; rest >>>= 7) {
            symbolBytes[symbolLength++] = (byte) (rest | 0x80);
        }
        symbolBytes[symbolLength++] = (byte) rest;
        symbolStart[symbol] = symbolLength;
        System.arraycopy(from, start, symbolBytes, symbolLength, size);
        symbolLength += size;
        symbolEnd[symbol] = symbolLength;
        symbolHash[symbol] = hash;
        slots[slot] = ++symbolCount;
        if (4 * symbolCount > 3 * slots.length) {
            rehash();
        }
        return symbol;
    }

    private void rehash() {
        slots = new int[2 * slots.length];
        for (int symbol = 0; symbol < symbolCount; symbol++) {
            int slot = (int) symbolHash[symbol] & (slots.length - 1);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = symbol + 1;
        }
    }

    /** The bytes of a symbol's text, valid until the next symbol is added. */
    byte[] symbolBytes() {
        return symbolBytes;
    }

    int symbolStart(int symbol) {
        return symbolStart[symbol];
    }

    int symbolEnd(int symbol) {
        return symbolEnd[symbol];
    }

    /** Begins a series with its labels: references follow, name and value in turn, up to {@link #endReferences}. */
    void beginSeries() throws ChunkFullException {
        openSeries = open(SERIES);
        beginReferences();
    }

    void beginReferences() throws ChunkFullException {
        openRun = open(REFERENCES);
    }

    void reference(int symbol) throws ChunkFullException {
        varint(symbol);
    }

    void endReferences() {
        close(openRun);
    }

    void endSeries(long point) {
        close(openSeries);
        if (seriesCount == points.length) {
            points = Arrays.copyOf(points, 2 * seriesCount);
        }
        points[seriesCount++] = point;
    }

    /** @param start epoch milliseconds, 0 for none */
    void sample(double value, long timestamp, long start) throws ChunkFullException {
        room(64);
        int size = 1 + Long.BYTES + 1 + sizeOf(timestamp) + (start == 0 ? 0 : 1 + sizeOf(start));
        bytes[length++] = SAMPLE;
        bytes[length++] = (byte) size;
        real(1, value);
        whole(2, timestamp);
        if (start != 0) {
            whole(3, start);
        }
    }

    void metadata(int type, int help, int unit) throws ChunkFullException {
        int opened = open(METADATA);
        whole(1, type);
        whole(3, help);
        whole(4, unit);
        close(opened);
    }

    /** Begins a field of a length that is told when it is {@linkplain #close closed}. */
    int open(int tag) throws ChunkFullException {
        room(1 + LENGTH_BYTES);
        bytes[length++] = (byte) tag;
        length += LENGTH_BYTES;
        return length;
    }

    void close(int opened) {
        int rest = length - opened;
        for (int i = LENGTH_BYTES; i > 1; i--) {
            bytes[opened - i] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[opened - 1] = (byte) rest;
    }

    /** Writes a field of wire type 1; numbers of fields up to 15 only. */
    void real(int field, double value) throws ChunkFullException {
        room(1 + Long.BYTES);
        bytes[length++] = (byte) (field << 3 | 1);
        long bits = Double.doubleToRawLongBits(value);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            bytes[length++] = (byte) (bits >>> shift);
        }
    }

    /** Writes a field that is a varint. */
    void whole(int field, long value) throws ChunkFullException {
        varint((long) field << 3);
        varint(value);
    }

    void varint(long value) throws ChunkFullException {
        room(10);
        long rest = value;
        for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
            bytes[length++] = (byte) (rest | 0x80);
        }
        bytes[length++] = (byte) rest;
    }

    private static int sizeOf(long varint) {
        return (Long.SIZE - Long.numberOfLeadingZeros(varint | 1) + 6) / 7;
    }

    private void room(int more) throws ChunkFullException {
        if ((long) length + symbolLength + more > limit) {
            throw new ChunkFullException();
        }
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
    }

    /** Ends the chunk: puts the symbols behind the series. The request is then in {@link #bytes}, {@link #length} bytes long. */
    void finish() {
        int needed = length + symbolLength + ProtoReader.PADDING;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, needed);
        }
        System.arraycopy(symbolBytes, 0, bytes, length, symbolLength);
        length += symbolLength;
        symbolLength = 0;
    }

    byte[] bytes() {
        return bytes;
    }
}
