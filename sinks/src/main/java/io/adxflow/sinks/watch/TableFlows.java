package io.adxflow.sinks.watch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Rows that went into batches, by table, since this JVM began. Bounded: what came longest ago makes room. Thread-safe.
 */
public final class TableFlows {
    private static final TableFlows JVM = new TableFlows(50_000, System::currentTimeMillis);

    private final int maxTables;
    private final LongSupplier millis;
    private final Map<TableName, Counted> tables = new ConcurrentHashMap<>();

    /** @param millis a clock */
    TableFlows(int maxTables, LongSupplier millis) {
        this.maxTables = maxTables;
        this.millis = millis;
    }

    /** The tables of this JVM. */
    public static TableFlows jvm() {
        return JVM;
    }

    /**
     * What went into a table.
     *
     * @param bytes compressed
     * @param schema of the newest rows, {@code name:type} by commas
     * @param lastMillis when rows came last, epoch milliseconds
     */
    public record Flow(long rows, long bytes, String schema, long lastMillis) {}

    private static final class Counted {
        final AtomicLong rows = new AtomicLong();
        final AtomicLong bytes = new AtomicLong();
        volatile String schema;
        volatile long lastMillis;

        Counted(String schema) {
            this.schema = schema;
        }
    }

    /** Rows go into a batch of this table. */
    public void add(TableName table, String schema, long rows, long bytes) {
        Counted counted = tables.get(table);
        if (counted == null) {
            if (tables.size() >= maxTables) {
                forgetOldest();
            }
            counted = tables.computeIfAbsent(table, added -> new Counted(schema));
        }
        counted.rows.addAndGet(rows);
        counted.bytes.addAndGet(bytes);
        counted.schema = schema;
        counted.lastMillis = millis.getAsLong();
    }

    /** A tenth at once, so that it is rare. */
    private synchronized void forgetOldest() {
        if (tables.size() < maxTables) {
            return;
        }
        long[] times = tables.values().stream()
                .mapToLong(counted -> counted.lastMillis)
                .sorted()
                .toArray();
        long before = times[times.length / 10];
        tables.values().removeIf(counted -> counted.lastMillis <= before);
    }

    /** Each table with what went into it. */
    public void forEach(BiConsumer<TableName, Flow> action) {
        tables.forEach((name, counted) -> action.accept(
                name, new Flow(counted.rows.get(), counted.bytes.get(), counted.schema, counted.lastMillis)));
    }

    /** Tables that are counted. */
    public int size() {
        return tables.size();
    }
}
