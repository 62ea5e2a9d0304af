package io.adxflow.job.rows;

import java.io.Serializable;
import org.apache.flink.configuration.ReadableConfig;

/** {@link RowOptions}, read and typed. */
public record RowSettings(
        long seriesCacheBytes, int maxTables, long tableIdleMillis, int maxLabelsBytes, String hashKeyFile)
        implements Serializable {

    /** Without keys to hash with. */
    public RowSettings(long seriesCacheBytes, int maxTables, long tableIdleMillis, int maxLabelsBytes) {
        this(seriesCacheBytes, maxTables, tableIdleMillis, maxLabelsBytes, "");
    }

    public RowSettings {
        if (seriesCacheBytes <= 0) {
            throw new IllegalArgumentException(
                    RowOptions.SERIES_CACHE_SIZE.key() + ": " + seriesCacheBytes + " (expected: more than 0)");
        }
        if (maxTables <= 0) {
            throw new IllegalArgumentException(
                    RowOptions.MAX_TABLES.key() + ": " + maxTables + " (expected: more than 0)");
        }
        if (tableIdleMillis <= 0) {
            throw new IllegalArgumentException(
                    RowOptions.TABLE_IDLE_TIME.key() + ": " + tableIdleMillis + " ms (expected: more than 0)");
        }
        if (maxLabelsBytes <= 0) {
            throw new IllegalArgumentException(
                    RowOptions.MAX_LABELS_SIZE.key() + ": " + maxLabelsBytes + " (expected: more than 0)");
        }
    }

    public static RowSettings from(ReadableConfig config) {
        return new RowSettings(
                config.get(RowOptions.SERIES_CACHE_SIZE).getBytes(),
                config.get(RowOptions.MAX_TABLES),
                config.get(RowOptions.TABLE_IDLE_TIME).toMillis(),
                (int) Math.min(
                        Integer.MAX_VALUE / 4,
                        config.get(RowOptions.MAX_LABELS_SIZE).getBytes()),
                config.get(RowOptions.HASH_KEY_FILE));
    }
}
