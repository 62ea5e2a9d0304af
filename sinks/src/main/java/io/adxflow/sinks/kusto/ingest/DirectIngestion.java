package io.adxflow.sinks.kusto.ingest;

import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.kusto.cluster.Failures;
import io.adxflow.sinks.kusto.cluster.Step;
import io.adxflow.sinks.kusto.staging.BlobStaging.Blob;
import io.adxflow.sinks.kusto.staging.StagingPlaces;
import io.adxflow.sinks.kusto.tables.ManagementCommands;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Has the engine ingest a committed blob, and goes by its verdict. The operation's id is kept on the blob, so that every
 * attempt, in any process, asks for the same operation. Each operation carries the batch's tag: a second one, begun
 * because the first one's id was lost with the process or because it failed, finds the rows there and does nothing.
 *
 * <p>An operation that is not over in about a second is {@link FailureKind#PENDING}: asked for again, later. Thread-safe.
 */
public final class DirectIngestion implements Ingestion {
    private static final long[] WAITS_MILLIS = {100, 200, 400};

    /** The engine knows an operation a moment after it has named it. */
    private static final long UNKNOWN_MILLIS = 60_000;

    private record Operation(String id, long begunAtMillis) {}

    private final ManagementCommands engine;
    private final StagingPlaces places;
    private final int maxRunning;

    /** Operations begun or asked for by this process, and not over, by batch id; bounded by {@link #maxRunning} plus what a restart finds. */
    private final ConcurrentHashMap<String, Operation> running = new ConcurrentHashMap<>();

    public DirectIngestion(ManagementCommands engine, StagingPlaces places, int maxRunning) {
        this.engine = engine;
        this.places = places;
        this.maxRunning = maxRunning;
    }

    @Override
    public void ingest(IngestionStatus status, Blob blob) throws Exception {
        Operation operation = known(status, blob);
        boolean begun = operation == null;
        if (operation == null) {
            operation = begin(status, blob);
        }
        for (int i = 0; ; i++) {
            if (isOver(status, blob, operation)) {
                running.remove(status.batchId());
                Marker.set(blob, Marker.INGESTED, Instant.now());
                return;
            }
            if (!begun || i == WAITS_MILLIS.length) {
                throw pending("operation " + operation.id() + " is under way");
            }
            Thread.sleep(WAITS_MILLIS[i]);
        }
    }

    private @Nullable Operation known(IngestionStatus status, Blob blob) {
        String id = Marker.get(blob.metadata(), Marker.OPERATION);
        if (id == null) {
            return running.get(status.batchId());
        }
        String begun = Marker.get(blob.metadata(), Marker.BEGUN);
        Operation operation = new Operation(id, begun == null ? 0 : Long.parseLong(begun));
        running.put(status.batchId(), operation);
        return operation;
    }

    private Operation begin(IngestionStatus status, Blob blob) throws Exception {
        reserve(status.batchId());
        Operation operation;
        try {
            operation = request(status);
            running.put(status.batchId(), operation);
        } catch (Throwable e) {
            running.remove(status.batchId());
            throw e;
        }
        Marker.replace(
                blob,
                Map.of(Marker.OPERATION, operation.id(), Marker.BEGUN, String.valueOf(operation.begunAtMillis())));
        return operation;
    }

    private synchronized void reserve(String batchId) throws AzureFailure {
        if (running.size() >= maxRunning) {
            throw pending("waits for one of " + maxRunning + " ingestions (max-concurrent-ingestions)");
        }
        running.put(batchId, new Operation("", System.currentTimeMillis()));
    }

    private Operation request(IngestionStatus status) throws Exception {
        List<Map<String, Object>> rows;
        try {
            rows = engine.run(status.database(), command(status, places.readable(status.blobUrl())));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw Failures.of(Step.DIRECT_INGESTION, e);
        }
        Object id = rows.isEmpty() ? null : rows.get(0).get("OperationId");
        if (id == null) {
            throw new AzureFailure(FailureKind.TRANSIENT, "the engine named no operation for an ingestion", false);
        }
        return new Operation(id.toString(), System.currentTimeMillis());
    }

    static String command(IngestionStatus status, String blobPath) {
        String tag = status.tag();
        return ".ingest async into table ['" + escaped(status.table()) + "'] (h'" + escaped(blobPath)
                + "') with (format='csv', ingestionMappingReference='" + escaped(status.mapping())
                + "', tags='[\"ingest-by:" + escaped(tag) + "\"]', ingestIfNotExists='[\"" + escaped(tag) + "\"]')";
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("'", "\\'");
    }

    /** True when the rows are in the table; false while that is open. */
    private boolean isOver(IngestionStatus status, Blob blob, Operation operation) throws Exception {
        List<Map<String, Object>> rows;
        try {
            rows = engine.run(status.database(), ".show operations " + operation.id());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw Failures.of(Step.DIRECT_INGESTION, e);
        }
        if (rows.isEmpty()) {
            if (System.currentTimeMillis() - operation.begunAtMillis() < UNKNOWN_MILLIS) {
                return false;
            }
            return failed(status, blob, operation, FailureKind.TRANSIENT, "is not known any more");
        }
        Map<String, Object> row = rows.get(rows.size() - 1);
        String state = String.valueOf(row.get("State"));
        String text = state + ": " + row.get("Status");
        return switch (state) {
            case "Completed", "Skipped" -> true;
            case "InProgress", "Scheduled", "Pending" -> false;
            case "BadInput" -> failed(status, blob, operation, FailureKind.PERMANENT, text);
            case "Failed" -> {
                boolean retry = isTrue(row.get("ShouldRetry")) || Failures.isUnknownEntity(text);
                yield failed(status, blob, operation, retry ? FailureKind.TRANSIENT : FailureKind.PERMANENT, text);
            }
            default -> failed(status, blob, operation, FailureKind.TRANSIENT, text);
        };
    }

    /** Forgets the operation, so that the next attempt begins another, and throws. */
    private boolean failed(IngestionStatus status, Blob blob, Operation operation, FailureKind kind, String text)
            throws Exception {
        running.remove(status.batchId());
        Marker.replace(blob, Map.of());
        throw new AzureFailure(kind, "operation " + operation.id() + " " + text, false);
    }

    private static boolean isTrue(@Nullable Object value) {
        return value != null
                && (value.toString().equalsIgnoreCase("true")
                        || value.toString().equals("1"));
    }

    private static AzureFailure pending(String why) {
        return new AzureFailure(FailureKind.PENDING, why, false);
    }
}
