package io.adxflow.sources.wire.otlp.metrics;

import io.adxflow.sources.wire.DecodeCharge;
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
    private static final int FIRST_POINTS = 64;
    private static final long FIRST_HELD_BYTES = FIRST_BYTES + Long.BYTES * FIRST_POINTS;
    private static final int KEEP_BYTES = 1 << 20;
    private static final int LENGTH_BYTES = 4;
    private static final int SERIES = (5 << 3) | 2;
    private static final int REFERENCES = (1 << 3) | 2;
    private static final int SAMPLE = (2 << 3) | 2;
    private static final int METADATA = (5 << 3) | 2;

    private final int limit;
    private final ChunkMemory memory;
    private final Symbols symbols;
    private final ShrinkPolicy shrink = new ShrinkPolicy(KEEP_BYTES);

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;

    private int seriesCount;
    /** The data point that each series comes from. */
    private long[] points = new long[FIRST_POINTS];

    private int openSeries;
    private int openRun;

    /** @param charge what the arrays are charged to, and let go of by */
    ChunkWriter(int limit, SeriesHash hasher, DecodeCharge charge) {
        this.limit = limit;
        memory = new ChunkMemory(charge);
        symbols = new Symbols(hasher, memory);
        charge.onRelease(() -> restart(true));
    }

    private void restart(boolean release) {
        if (release) {
            memory.give(bytes.length + (long) Long.BYTES * points.length - FIRST_HELD_BYTES);
            bytes = new byte[FIRST_BYTES];
            points = new long[FIRST_POINTS];
        }
        length = 0;
        seriesCount = 0;
        symbols.clear(release);
    }

    /** Begins a chunk; its first symbol is the empty one, as the format wants it. */
    void clear() throws ChunkFullException {
        restart(shrink.note(used(), heldBytes()) >= 0);
        symbol(bytes, 0, 0);
    }

    /** Bytes of the arrays. */
    long heldBytes() {
        return bytes.length + symbols.heldBytes() + (long) Long.BYTES * points.length;
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
        return symbols.count();
    }

    /** Bytes written so far. */
    int used() {
        return length + symbols.length();
    }

    int length() {
        return length;
    }

    /** Takes back the series and symbols written since these figures held. */
    void truncate(int toLength, int toSeries, int toSymbols) {
        length = toLength;
        seriesCount = toSeries;
        symbols.truncate(toSymbols);
    }

    /** The number of a symbol, old or new. */
    int symbol(byte[] from, int start, int end) throws ChunkFullException {
        return symbols.number(from, start, end, limit - length);
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

    void endSeries(long point) throws ChunkFullException {
        close(openSeries);
        if (seriesCount == points.length) {
            memory.take(2L * Long.BYTES * seriesCount);
            points = Arrays.copyOf(points, 2 * seriesCount);
            memory.give((long) Long.BYTES * seriesCount);
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
        if ((long) length + symbols.length() + more > limit) {
            throw new ChunkFullException();
        }
        if (length + more > bytes.length) {
            resize(2 * bytes.length);
        }
    }

    private void resize(int next) throws ChunkFullException {
        int before = bytes.length;
        memory.take(next);
        bytes = Arrays.copyOf(bytes, next);
        memory.give(before);
    }

    /** Ends the chunk: puts the symbols behind the series. The request is then in {@link #bytes}, {@link #length} bytes long. */
    void finish() throws ChunkFullException {
        int needed = used() + ProtoReader.PADDING;
        if (needed > bytes.length) {
            resize(needed);
        }
        length = symbols.moveTo(bytes, length);
    }

    byte[] bytes() {
        return bytes;
    }
}
