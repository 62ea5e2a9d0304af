package io.adxflow.job.rows;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The series seen lately, numbered, with what their rows need: SeriesId, text, table. Bounded by bytes; the CLOCK evicts what
 * was not used since its last round. A series with buffered rows stays, for they refer to it by number; when too many do, the
 * cache grows beyond its bound and shrinks again as soon as it may.
 *
 * <p>Columns by series number are shared with the row buffers and replaced when they grow: read the fields anew each time.
 */
final class SeriesCache {
    /** What the columns cost for one series. */
    private static final int COLUMN_BYTES = 8 + 4 + 4 + 4 + 4 + 8 + 8 + 4;

    /** Series that one insertion looks at for eviction, so that it stays cheap when nothing may go. */
    private static final int MAX_TICKS = 256;

    private long maxBytes;
    private final TableRegistry tables;
    private final Interner interner;
    private final SeriesIndex index = new SeriesIndex();

    long[] ids = new long[1024];
    /** The text around the value: from the comma behind the id to the end of the line. */
    @Nullable
    Interned[] texts = new Interned[1024];

    @Nullable
    Interned[] names = new Interned[1024];

    /** Rows of the series that are buffered in sample columns. */
    int[] rows = new int[1024];
    /** Scratch of the grouping by series; -1 between uses. */
    int[] positions = filled(1024);

    private long[] startTimestamps = new long[1024];
    private long[] metadata = new long[1024];
    private int[] free = new int[1024];

    private int freeCount;
    private int used;
    private int sweepHand;
    private long evictions;
    private long evictionsForRoom;
    private long insertions;

    SeriesCache(long maxBytes, TableRegistry tables, Interner interner) {
        this.maxBytes = maxBytes;
        this.tables = tables;
        this.interner = interner;
    }

    private static int[] filled(int length) {
        int[] array = new int[length];
        Arrays.fill(array, -1);
        return array;
    }

    /** Another bound holds from now on. */
    void setMaxBytes(long bytes) {
        maxBytes = bytes;
    }

    /** True when it is a quarter over its bound, because the series have rows. */
    boolean isCrowded() {
        return heapBytes() > maxBytes + maxBytes / 4;
    }

    /** Evicts as many series without rows as the bound asks for. */
    void shrink() {
        for (long ticks = 2L * used; ticks > 0 && heapBytes() > maxBytes; ticks--) {
            evictNext();
        }
    }

    SeriesIndex index() {
        return index;
    }

    /** Takes a series in and returns its {@linkplain SeriesIndex#reference reference}; owns the references to the texts. */
    long insert(long high, long low, long id, Interned text, Interned name, @Nullable TableBuffer table) {
        int tableIndex = 0;
        if (table != null) {
            // Counted before anything is evicted, so that the table is not forgotten in between.
            table.series++;
            table.ofNamespace.live++;
            tableIndex = table.index();
        }
        return insert(high, low, id, text, name, tableIndex);
    }

    /** Takes a series in that a rule drops, so that it is dropped again without being looked at. */
    long insertDropped(long high, long low, int rule, Interned text, Interned name) {
        return insert(high, low, 0, text, name, SeriesIndex.droppedBy(rule));
    }

    private long insert(long high, long low, long id, Interned text, Interned name, int tableIndex) {
        makeRoom();
        insertions++;
        int series = freeCount > 0 ? free[--freeCount] : used++;
        if (series == ids.length) {
            growColumns();
        }
        ids[series] = id;
        texts[series] = text;
        names[series] = name;
        startTimestamps[series] = 0;
        metadata[series] = 0;
        index.insert(high, low, series, tableIndex, text.bytes.length);
        return index.reference(series);
    }

    private void growColumns() {
        int length = 2 * ids.length;
        int old = ids.length;
        ids = Arrays.copyOf(ids, length);
        texts = Arrays.copyOf(texts, length);
        names = Arrays.copyOf(names, length);
        rows = Arrays.copyOf(rows, length);
        positions = Arrays.copyOf(positions, length);
        Arrays.fill(positions, old, length, -1);
        startTimestamps = Arrays.copyOf(startTimestamps, length);
        metadata = Arrays.copyOf(metadata, length);
        free = Arrays.copyOf(free, length);
    }

    private void makeRoom() {
        for (int ticks = 0; ticks < MAX_TICKS && heapBytes() > maxBytes; ticks++) {
            evictNext();
        }
    }

    private void evictNext() {
        int series = index.tick();
        if (series >= 0 && rows[series] == 0) {
            evict(series);
            evictionsForRoom++;
        }
    }

    /** Looks at so many series, from where it stopped last, and evicts those whose table is to be cleared. */
    void sweep(int most) {
        int end = index.end();
        for (int looks = Math.min(most, end); looks > 0; looks--) {
            int series = sweepHand;
            sweepHand = series + 1 < end ? series + 1 : 0;
            int table = SeriesIndex.table(index.reference(series));
            if (table > 0 && rows[series] == 0 && TableRegistry.isToClear(tables.get(table))) {
                evict(series);
            }
        }
    }

    private void evict(int series) {
        int tableIndex = SeriesIndex.table(index.reference(series));
        index.remove(series);
        release(texts, series);
        release(names, series);
        if (tableIndex > 0) {
            TableBuffer table = tables.get(tableIndex);
            table.series--;
            table.ofNamespace.live--;
            tables.forgetIfIdle(table);
        }
        free[freeCount++] = series;
        evictions++;
    }

    private void release(@Nullable Interned[] column, int series) {
        Interned entry = column[series];
        if (entry != null) {
            interner.release(entry);
            column[series] = null;
        }
    }

    Interned text(int series) {
        return present(texts[series]);
    }

    Interned name(int series) {
        return present(names[series]);
    }

    private static Interned present(@Nullable Interned entry) {
        if (entry == null) {
            throw new IllegalStateException("the series was evicted");
        }
        return entry;
    }

    /** True when the series' start timestamp is another than the one last told; remembers it. */
    boolean startTimestampChanged(int series, long startTimestamp) {
        boolean changed = startTimestamps[series] != startTimestamp;
        startTimestamps[series] = startTimestamp;
        return changed;
    }

    /** True when the hash of the series' metadata is another than the one last told; remembers it. */
    boolean metadataChanged(int series, long hash) {
        boolean changed = metadata[series] != hash;
        metadata[series] = hash;
        return changed;
    }

    /** Whether the hash is that of the series' metadata last told. */
    boolean hasMetadata(int series, long hash) {
        return metadata[series] == hash;
    }

    int count() {
        return index.count();
    }

    /** Series taken in so far. */
    long insertions() {
        return insertions;
    }

    /** Evictions so far: what was found before one may be gone after it. */
    long evictions() {
        return evictions;
    }

    /** Those of them that made room for others. */
    long evictionsForRoom() {
        return evictionsForRoom;
    }

    /** Live bytes: free numbers cost nothing that counts. */
    long heapBytes() {
        return (long) index.count() * (COLUMN_BYTES + SeriesIndex.BYTES_EACH) + interner.heapBytes();
    }
}
