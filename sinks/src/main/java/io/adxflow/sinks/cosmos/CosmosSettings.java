package io.adxflow.sinks.cosmos;

import io.adxflow.sinks.azure.Identity;
import org.jspecify.annotations.Nullable;

/**
 * A container for rows, typed.
 *
 * @param keyEnv environment variable with the account's key
 * @param keyFile file with it
 * @param identity with method none when there is a key
 * @param partitions what rows share a partition key
 * @param column with {@link Partitions#COLUMN}
 * @param requestUnits that may be spent per second; 0 for all that the container has
 * @param maxRows that may come per second, on average over a minute
 * @param maxBatches that are delivered at once
 */
record CosmosSettings(
        String moniker,
        String endpoint,
        @Nullable String keyEnv,
        @Nullable String keyFile,
        Identity identity,
        String database,
        String container,
        Partitions partitions,
        String column,
        int requestUnits,
        int maxRows,
        int maxBatches) {

    /** Rules for partition keys. */
    enum Partitions {
        SERIES,
        TABLE,
        BATCH,
        COLUMN
    }
}
