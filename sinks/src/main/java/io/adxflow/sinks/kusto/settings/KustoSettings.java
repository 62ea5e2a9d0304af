package io.adxflow.sinks.kusto.settings;

import io.adxflow.sinks.azure.Identity;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A moniker's options of kind {@code kusto}, typed and complete. Holds no secret, only where one is found.
 *
 * @param endpoint the engine, without a slash at the end
 * @param ingestEndpoint the data management service
 * @param tagMinBytes CSV bytes from which on a batch carries an {@code ingest-by:} tag
 * @param stagingContainer URL of an own container, or null for those that the cluster lends
 * @param stagingSasEnv environment variable with the own container's SAS, or null for the moniker's identity
 * @param stagingReader what the cluster reads the own container as: {@code system} or an object id of a managed identity
 * @param blockBytes of one block of an upload
 * @param blocksInFlight of all uploads together, which bounds their memory
 * @param maxConcurrentIngestions in {@link Mode#DIRECT}, operations begun and not over
 */
public record KustoSettings(
        String moniker,
        String endpoint,
        String ingestEndpoint,
        Identity identity,
        Mode mode,
        long tagMinBytes,
        @Nullable String stagingContainer,
        @Nullable String stagingSasEnv,
        String stagingReader,
        Duration blobRetention,
        int blockBytes,
        int blocksInFlight,
        int maxConcurrentIngestions,
        Confirm confirm,
        boolean createTables,
        Policies policies) {

    /**
     * How verdicts are looked for in {@link Mode#QUEUED}.
     *
     * @param interval between two looks
     * @param timeout after which a batch without a verdict is overdue
     * @param attempts messages of one batch, after which a transient failure counts as permanent
     */
    public record Confirm(Duration interval, Duration timeout, int attempts) {}

    /** Policies of the databases; null leaves one as it is. */
    public record Policies(
            @Nullable Duration retention,
            @Nullable Duration hotCache,
            @Nullable Duration batchingMaxTime,
            @Nullable Integer batchingMaxItems,
            @Nullable Integer batchingMaxMegabytes) {}

    /** How a committed blob gets into its table. */
    public enum Mode {
        /** By a message to the data management service, which gathers blobs and ingests them. */
        QUEUED,
        /** By a command to the engine, for each blob. */
        DIRECT
    }

    /** True when a batch of this size is ingested under a tag of its own, at most once for as long as the tag is kept. */
    public boolean tags(long rawBytes) {
        return mode == Mode.DIRECT || rawBytes >= tagMinBytes;
    }
}
