package io.adxflow.job.rows;

import io.adxflow.sinks.batch.XxHash64;
import java.nio.charset.StandardCharsets;

/**
 * The 128-bit id that stands for a table in state: XXH64 with two fixed seeds over namespace, database, table and schema in
 * UTF-8, separated by zero bytes, and the id of its deliveries, where they are not the namespace's own, and two zero bytes for a metric's
 * table of rows. Part of the state's format: never change it.
 */
public final class TableIds {
    private static final long HIGH_SEED = 0;
    private static final long LOW_SEED = 0x9E3779B97F4A7C15L;

    private TableIds() {}

    public static long high(TableKey key) {
        return hash(key, HIGH_SEED);
    }

    public static long low(TableKey key) {
        return hash(key, LOW_SEED);
    }

    private static long hash(TableKey key, long seed) {
        String deliveries = key.deliveries().id();
        byte[] bytes = (key.namespace()
                        + '\0'
                        + key.database()
                        + '\0'
                        + key.table()
                        + '\0'
                        + key.schema()
                        + (deliveries.isEmpty() ? "" : '\0' + deliveries)
                        + (key.isOfRows() ? "\0\0" : ""))
                .getBytes(StandardCharsets.UTF_8);
        return XxHash64.hash(bytes, 0, bytes.length, seed);
    }
}
