package io.adxflow.job.rows;

import io.adxflow.sources.limits.Stock;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The tables of one reader: those with rows and those with series in the cache. A table that is neither is forgotten, and one whose
 * place was taken back for want of rows loses its series. Bounded by the places, if there are any.
 */
final class TableRegistry {
    private static final long LOOK_MILLIS = 5_000;
    /** Series that one turn looks at for a table without a place. */
    private static final int MAX_SWEPT = 8_192;

    private final @Nullable TablePlaces places;
    private final RowMemory memory = new RowMemory();
    private final ColumnPool pool = new ColumnPool();
    private final LinePool linePool = new LinePool();
    private final SeriesCache cache;
    private final SampleGroups groups;
    private final SampleCsv csv = new SampleCsv();
    private final Map<TableKey, TableBuffer> byKey = new HashMap<>();
    private final Map<String, NamespaceSeries> series = new HashMap<>();
    private final List<TableBuffer> live = new ArrayList<>();
    /** By index; index 0 stands for no table. */
    private @Nullable TableBuffer[] byIndex = new TableBuffer[64];

    private int[] freeIndexes = new int[64];
    private int freeCount;
    private int nextIndex = 1;
    private long nowMillis;
    private long lookedAtMillis;
    private boolean hasTablesToClear;

    /** @param places who may make tables; null for a replay, of which every table had its place when it was taken */
    TableRegistry(RowSettings settings, Interner interner, @Nullable TablePlaces places) {
        this.places = places;
        cache = new SeriesCache(settings.seriesCacheBytes(), this, interner);
        groups = new SampleGroups(cache);
    }

    SeriesCache cache() {
        return cache;
    }

    SampleGroups groups() {
        return groups;
    }

    SampleCsv csv() {
        return csv;
    }

    /** The table of a metric, made if its sender may, else null. */
    @Nullable
    TableBuffer forSamples(TableKey key, String sender) {
        TableBuffer table = byKey.get(key);
        if (table == null && admits(key, sender)) {
            table = add(key, new SampleColumns(cache, memory, pool));
        }
        return table;
    }

    /** A table of encoded rows, made if need be: our own are few, and whoever lets senders name tables asks {@link #admits}. */
    TableBuffer forEncodedRows(TableKey key) {
        TableBuffer table = byKey.get(key);
        return table != null ? table : add(key, null);
    }

    /** Whether the table is there or its sender may make it, in which case it has a place from now on. */
    boolean admits(TableKey key, String sender) {
        return places == null || byKey.containsKey(key) || places.take(key, sender, nowMillis) != null;
    }

    /** Why {@link #admits} said no. */
    String refusal(TableKey key, String sender) {
        return places == null ? "" : places.refusal(key, sender);
    }

    /** The series of a namespace. */
    NamespaceSeries series(String namespace) {
        return series.computeIfAbsent(namespace, NamespaceSeries::new);
    }

    /** Says what this reader holds, and follows what its namespaces may hold from now on. */
    void follow(LiveStocks stocks, LiveStocks.Reader self) {
        Map<String, Long> held = new HashMap<>();
        Map<String, Long> tables = new HashMap<>();
        for (NamespaceSeries each : series.values()) {
            held.put(each.namespace, each.live);
            each.allowed = stocks.allowed(each.namespace, Stock.LIVE_SERIES);
            if (places != null) {
                tables.put(each.namespace, (long) places.usage(each.namespace).tables());
            }
        }
        self.holds(held, tables);
        if (places != null) {
            places.allow(stocks.allowed(Stock.TABLES));
        }
    }

    private TableBuffer add(TableKey key, @Nullable SampleColumns samples) {
        int index = freeCount > 0 ? freeIndexes[--freeCount] : nextIndex++;
        if (index == byIndex.length) {
            byIndex = Arrays.copyOf(byIndex, 2 * index);
            freeIndexes = Arrays.copyOf(freeIndexes, 2 * index);
        }
        TablePlace place = places == null ? null : places.find(key);
        TableBuffer table = new TableBuffer(
                key, index, this, samples, new EncodedRows(memory, linePool), place, series(key.namespace()));
        byIndex[index] = table;
        byKey.put(key, table);
        return table;
    }

    TableBuffer get(int index) {
        TableBuffer table = byIndex[index];
        if (table == null) {
            throw new IllegalStateException("table " + index + " was forgotten");
        }
        return table;
    }

    void forgetIfIdle(TableBuffer table) {
        if (table.series == 0 && table.rows() == 0 && byKey.remove(table.key(), table)) {
            byIndex[table.index()] = null;
            freeIndexes[freeCount++] = table.index();
        }
    }

    void addLive(TableBuffer table) {
        if (table.livePlace < 0) {
            table.livePlace = live.size();
            live.add(table);
            holdPlace(table);
        }
    }

    private void holdPlace(TableBuffer table) {
        TablePlace place = table.place;
        if (place != null && places != null) {
            place.hasRows();
            if (!place.isGiven()) {
                // Rows of a series that the cache still had came before it was cleared.
                table.place = places.takeAgain(table.key(), place);
                if (table.place != place) {
                    place.hasNoRows(nowMillis);
                    table.place.hasRows();
                }
            }
        }
    }

    private void leavePlace(TableBuffer table) {
        if (table.place != null) {
            table.place.hasNoRows(nowMillis);
        }
    }

    void removeLive(TableBuffer table) {
        TableBuffer last = live.remove(live.size() - 1);
        if (last != table) {
            live.set(table.livePlace, last);
            last.livePlace = table.livePlace;
        }
        table.livePlace = -1;
        leavePlace(table);
    }

    /** Takes back the places of idle tables, and clears the cache of their series, a part in each call. */
    void releaseIdle(long now) {
        nowMillis = now;
        if (places == null) {
            return;
        }
        if (now - lookedAtMillis >= LOOK_MILLIS) {
            lookedAtMillis = now;
            places.takeBackIdle(now);
            hasTablesToClear = byKey.values().stream().anyMatch(TableRegistry::isToClear);
        }
        if (hasTablesToClear) {
            cache.sweep(MAX_SWEPT);
        }
    }

    /** Whether the table's series should leave the cache, since its place was taken back. */
    static boolean isToClear(TableBuffer table) {
        return table.place != null && !table.place.isGiven() && table.rows() == 0;
    }

    /** Lets go of all places, for good. */
    void close() {
        live.forEach(this::leavePlace);
    }

    /** The tables with rows, from the youngest back, so that the one at hand may be drained within the loop. */
    Collection<TableBuffer> live() {
        return new AbstractCollection<>() {
            @Override
            public Iterator<TableBuffer> iterator() {
                return new Backwards();
            }

            @Override
            public int size() {
                return live.size();
            }
        };
    }

    int count() {
        return byKey.size();
    }

    long heapBytes() {
        return memory.bytes();
    }

    RowMemory memory() {
        return memory;
    }

    /** Heap that is kept for rows to come. */
    long idleBytes() {
        return pool.idleBytes() + linePool.idleBytes();
    }

    /** Lets go of what no row needed for a while. */
    void trimIdle(long now) {
        pool.trim(now);
        linePool.trim(now);
    }

    /** Lets go of all that is kept for rows to come. */
    void clearIdle() {
        pool.clear();
        linePool.clear();
    }

    private final class Backwards implements Iterator<TableBuffer> {
        private int next = live.size() - 1;

        @Override
        public boolean hasNext() {
            return Math.min(next, live.size() - 1) >= 0;
        }

        @Override
        public TableBuffer next() {
            next = Math.min(next, live.size() - 1);
            if (next < 0) {
                throw new NoSuchElementException();
            }
            return live.get(next--);
        }
    }
}
