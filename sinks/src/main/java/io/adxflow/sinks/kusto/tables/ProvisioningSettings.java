package io.adxflow.sinks.kusto.tables;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is made in databases beside the tables. A null leaves the policy as it is.
 *
 * @param createTables false: tables must exist with all columns; only mappings are made
 * @param retention how long data can be queried (soft delete)
 * @param hotCache how much of it is kept on the nodes
 * @param functions whether the functions of {@link Functions} are made
 * @param ingestByRetention how long the tags that tell a batch ingested before are kept; longer than any batch may wait
 *     between two commits
 */
public record ProvisioningSettings(
        boolean createTables,
        @Nullable Duration retention,
        @Nullable Duration hotCache,
        @Nullable Batching batching,
        boolean functions,
        Duration ingestByRetention) {

    /** When the service seals its own batches: each at least 10 s, 1 item, 100 MB. Null parts stay as they are. */
    public record Batching(@Nullable Duration maxTime, @Nullable Integer maxItems, @Nullable Integer maxRawMegabytes) {}

    /** Tables, functions, tags kept for two days; no policy is touched otherwise. */
    public static ProvisioningSettings defaults() {
        return new ProvisioningSettings(true, null, null, null, true, Duration.ofDays(2));
    }
}
