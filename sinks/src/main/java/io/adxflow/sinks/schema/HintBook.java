package io.adxflow.sinks.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What senders said of tables and no version has yet. Bounded: {@value #MAX_TABLES} tables, of which those that were spoken of least recently
 * go first: who goes on sending says it again. Thread-safe; never blocks for long.
 */
public final class HintBook {
    static final int MAX_TABLES = 10_000;

    private final Map<TableId, SchemaHint> said = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TableId, SchemaHint> eldest) {
            return size() > MAX_TABLES;
        }
    };

    /** Takes a hint. */
    public synchronized void say(TableId id, SchemaHint hint) {
        SchemaHint before = said.get(id);
        said.put(id, before == null ? hint : before.or(hint));
    }

    synchronized @Nullable SchemaHint of(TableId id) {
        return said.get(id);
    }

    /** A version has it. */
    synchronized void taken(TableId id, @Nullable SchemaHint hint) {
        if (hint != null) {
            said.remove(id, hint);
        }
    }

    synchronized List<TableId> tables() {
        return List.copyOf(said.keySet());
    }

    /** How many tables there are hints about; at most {@value #MAX_TABLES}. */
    public synchronized int size() {
        return said.size();
    }
}
