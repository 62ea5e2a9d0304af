package io.adxflow.sinks.kusto.ingest;

import io.adxflow.sinks.azure.Calls;
import io.adxflow.sinks.kusto.staging.BlobStaging.Blob;
import io.adxflow.sinks.kusto.staging.StagingContainer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a committed blob's metadata says of its way into the table: the memory that outlives every process of ours. Names
 * are those that Azure takes, C# identifiers.
 */
public final class Marker {
    /** When its message was in the queue, ISO 8601. Nothing is left to do with it. */
    static final String QUEUED = "adxflow_queued";

    /** When the engine had ingested it, ISO 8601. */
    static final String INGESTED = "adxflow_ingested";

    /** The engine's operation that ingests it. */
    static final String OPERATION = "adxflow_operation";

    /** When that operation was begun, epoch milliseconds. */
    static final String BEGUN = "adxflow_begun";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private Marker() {}

    /** True when an earlier commit has done all there is to do. */
    public static boolean isCommitted(Map<String, String> metadata) {
        return get(metadata, QUEUED) != null || get(metadata, INGESTED) != null;
    }

    /**
     * Sees to it that a blob is marked, for a batch of which the service has said something, so that its message has
     * arrived.
     *
     * @return false when there is no such blob any more
     */
    public static boolean ensure(StagingContainer container, String blob) throws Exception {
        Map<String, String> metadata = Calls.await(container.metadata(blob), TIMEOUT);
        if (metadata != null && !isCommitted(metadata)) {
            set(new Blob(container, blob, metadata), QUEUED, Instant.now());
        }
        return metadata != null;
    }

    static void set(Blob blob, String name, Instant now) throws Exception {
        replace(blob, Map.of(name, now.toString()));
    }

    static void replace(Blob blob, Map<String, String> metadata) throws Exception {
        Calls.await(blob.container().setMetadata(blob.name(), new LinkedHashMap<>(metadata)), TIMEOUT);
    }

    /** Header names come back in any case. */
    static @Nullable String get(Map<String, String> metadata, String name) {
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            if (entry.getKey().equalsIgnoreCase(name)) {
                return entry.getValue();
            }
        }
        return null;
    }
}
