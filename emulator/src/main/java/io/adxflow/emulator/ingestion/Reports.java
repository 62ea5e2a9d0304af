package io.adxflow.emulator.ingestion;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.ingestion.IngestionMessage.StatusEntity;
import io.adxflow.emulator.ingestion.StandInStats.Count;
import io.adxflow.emulator.ingestion.Verdict.Status;
import io.adxflow.emulator.storage.StorageClient;
import java.io.IOException;
import java.time.Clock;
import java.util.UUID;

/**
 * Tells a client the verdict: in the entity of the status table that its message names, in the queues of failures and
 * successes.
 */
final class Reports {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final UUID NO_ACTIVITY = new UUID(0, 0);

    private final StorageClient storage;
    private final Resources resources;
    private final StandInStats stats;
    private final Clock clock;

    Reports(StorageClient storage, Resources resources, StandInStats stats, Clock clock) {
        this.storage = storage;
        this.resources = resources;
        this.stats = stats;
        this.clock = clock;
    }

    /** Writes what the message asks for. Doing it again does no harm to a status table; a queue gets the report twice. */
    void tell(IngestionMessage message, Verdict verdict) throws IOException {
        boolean failed = verdict.status() == Status.Failed;
        if (failed ? !message.reportFailures() : !message.reportSuccesses()) {
            return;
        }
        StatusEntity entity = message.entity();
        if (entity != null
                && !storage.merge(
                        entity.tableUrl(), entity.partitionKey(), entity.rowKey(), entity(message, verdict))) {
            stats.count(Count.VERDICTS_WITHOUT_ENTITY);
        }
        if (message.toQueue()) {
            storage.post(failed ? resources.failedQueue() : resources.successQueue(), report(message, verdict));
        }
    }

    private String entity(IngestionMessage message, Verdict verdict) {
        ObjectNode json = common(message, verdict);
        json.put("Status", verdict.status().name());
        json.put("UpdatedOn", clock.instant().toString());
        json.put("UpdatedOn@odata.type", "Edm.DateTime");
        json.put("OperationId@odata.type", "Edm.Guid");
        json.put("ActivityId", NO_ACTIVITY.toString());
        json.put("ActivityId@odata.type", "Edm.Guid");
        return json.toString();
    }

    private String report(IngestionMessage message, Verdict verdict) {
        ObjectNode json = common(message, verdict);
        json.put("IngestionSourceId", message.request().id());
        json.put("RootActivityId", NO_ACTIVITY.toString());
        if (verdict.failure() == null) {
            json.put("SucceededOn", clock.instant().toString());
        } else {
            json.put("FailedOn", clock.instant().toString());
            json.put("ShouldRetry", !verdict.failure().permanent());
        }
        return json.toString();
    }

    private static ObjectNode common(IngestionMessage message, Verdict verdict) {
        IngestionRequest request = message.request();
        ObjectNode json = JSON.createObjectNode();
        json.put("Database", request.database());
        json.put("Table", request.table());
        json.put("IngestionSourcePath", request.blobUrl().replaceFirst("\\?.*", ""));
        json.put("OperationId", verdict.operationId().toString());
        KustoException failure = verdict.failure();
        if (failure != null) {
            json.put("ErrorCode", failure.code());
            json.put("FailureStatus", failure.permanent() ? "Permanent" : "Transient");
            json.put("Details", failure.getMessage());
            json.put("OriginatesFromUpdatePolicy", false);
        }
        return json;
    }
}
