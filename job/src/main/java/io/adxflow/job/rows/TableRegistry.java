package io.adxflow.job.rows;

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

/** The tables of one reader: those with rows and those with series in the cache. Bounded; a table that is neither is forgotten. */
final class TableRegistry {
    private final int maxTables;
    private final RowMemory memory = new RowMemory();
    private final ColumnPool pool = new ColumnPool();
    private final SeriesCache cache;
    private final SampleGroups groups;
    private final SampleCsv csv = new SampleCsv();
    private final Map<TableKey, TableBuffer> byKey = new HashMap<>();
    private final List<TableBuffer> live = new ArrayList<>();
    /** By index; index 0 stands for no table. */
    private @Nullable TableBuffer[] byIndex = new TableBuffer[64];

    private int[] freeIndexes = new int[64];
    private int freeCount;
    private int nextIndex = 1;

    TableRegistry(RowSettings settings, Interner interner) {
        maxTables = settings.maxTables();
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

    /** The table of a metric, made when there is room for it, else null. */
    @Nullable
    TableBuffer forSamples(TableKey key) {
        TableBuffer table = byKey.get(key);
        if (table == null && byKey.size() < maxTables) {
            table = add(key, new SampleColumns(cache, memory, pool));
        }
        return table;
    }

    /** A table of encoded rows, made if need be: our own are few, and whoever lets senders name tables asks for room first. */
    TableBuffer forEncodedRows(TableKey key) {
        TableBuffer table = byKey.get(key);
        return table != null ? table : add(key, null);
    }

    /** Whether the table is there or there is room for it. */
    boolean hasRoomFor(TableKey key) {
        return byKey.size() < maxTables || byKey.containsKey(key);
    }

    private TableBuffer add(TableKey key, @Nullable SampleColumns samples) {
        int index = freeCount > 0 ? freeIndexes[--freeCount] : nextIndex++;
        if (index == byIndex.length) {
            byIndex = Arrays.copyOf(byIndex, 2 * index);
            freeIndexes = Arrays.copyOf(freeIndexes, 2 * index);
        }
        TableBuffer table = new TableBuffer(key, index, this, samples, new EncodedRows(memory));
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
        }
    }

    void removeLive(TableBuffer table) {
        TableBuffer last = live.remove(live.size() - 1);
        if (last != table) {
            live.set(table.livePlace, last);
            last.livePlace = table.livePlace;
        }
        table.livePlace = -1;
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

    int maxTables() {
        return maxTables;
    }

    long heapBytes() {
        return memory.bytes();
    }

    ColumnPool pool() {
        return pool;
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
