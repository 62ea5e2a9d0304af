package io.adxflow.sinks.kusto.ingest;

import com.azure.data.tables.models.TableEntity;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A batch's line in the cluster's ingestion status table: what the service is to say of it, and all that sending its
 * message again needs, so that no state of ours is needed for either. Columns that the service writes or reads have
 * Microsoft's names (kusto-ingest, IngestionStatus); ours begin with {@code Adxflow}.
 *
 * @param partition the same for all batches of a moniker, so that one query finds them
 * @param id the message's, and the row's key
 * @param status Pending until the service has said something else
 * @param details what the service adds, empty at first
 * @param failureStatus Transient, Permanent or empty
 * @param errorCode of the service, or empty
 * @param blobUrl without a signature
 * @param mapping name of the ingestion mapping, or empty for the order of the columns
 * @param tagged whether it is ingested under {@code ingest-by:<batch id>}, once only
 * @param attempts messages sent, at least
 * @param updated when somebody last wrote the line
 */
public record IngestionStatus(
        String partition,
        String id,
        String status,
        String details,
        String failureStatus,
        String errorCode,
        String batchId,
        String database,
        String table,
        String blobUrl,
        String mapping,
        long rawBytes,
        long rows,
        boolean tagged,
        int attempts,
        OffsetDateTime updated) {
    public static final String PENDING = "Pending";

    /** The partition of a moniker's batches. */
    public static String partition(String moniker) {
        return "adxflow-" + moniker;
    }

    /** The tag's value, the part behind {@code ingest-by:}. */
    public String tag() {
        return batchId;
    }

    /** As it is to be before its message is sent once more. */
    public IngestionStatus again(OffsetDateTime now) {
        return new IngestionStatus(
                partition,
                id,
                PENDING,
                "",
                "",
                "",
                batchId,
                database,
                table,
                blobUrl,
                mapping,
                rawBytes,
                rows,
                tagged,
                attempts + 1,
                now);
    }

    /** The line as the table takes it. */
    TableEntity toEntity() {
        return new TableEntity(partition, id)
                .addProperty("Status", status)
                .addProperty("Details", details)
                .addProperty("FailureStatus", failureStatus)
                .addProperty("ErrorCode", errorCode)
                .addProperty("IngestionSourceId", id)
                .addProperty("IngestionSourcePath", blobUrl)
                .addProperty("Database", database)
                .addProperty("Table", table)
                .addProperty("UpdatedOn", updated.withOffsetSameInstant(ZoneOffset.UTC))
                .addProperty("AdxflowBatchId", batchId)
                .addProperty("AdxflowBlobUrl", blobUrl)
                .addProperty("AdxflowMapping", mapping)
                .addProperty("AdxflowRawBytes", rawBytes)
                .addProperty("AdxflowRows", rows)
                .addProperty("AdxflowTagged", tagged)
                .addProperty("AdxflowAttempts", attempts);
    }

    /** Reads a line, which the service may have written over in part. */
    static IngestionStatus of(TableEntity entity) {
        return new IngestionStatus(
                entity.getPartitionKey(),
                entity.getRowKey(),
                text(entity, "Status"),
                text(entity, "Details"),
                text(entity, "FailureStatus"),
                text(entity, "ErrorCode"),
                text(entity, "AdxflowBatchId"),
                text(entity, "Database"),
                text(entity, "Table"),
                text(entity, "AdxflowBlobUrl"),
                text(entity, "AdxflowMapping"),
                number(entity, "AdxflowRawBytes"),
                number(entity, "AdxflowRows"),
                Boolean.TRUE.equals(entity.getProperty("AdxflowTagged")),
                (int) number(entity, "AdxflowAttempts"),
                time(entity));
    }

    private static String text(TableEntity entity, String name) {
        Object value = entity.getProperty(name);
        return value == null ? "" : value.toString();
    }

    private static long number(TableEntity entity, String name) {
        return entity.getProperty(name) instanceof Number number ? number.longValue() : 0;
    }

    /** By the clock of the table, which is one for all writers; by the writer's while it has none. */
    private static OffsetDateTime time(TableEntity entity) {
        @Nullable OffsetDateTime written = entity.getTimestamp();
        if (written != null) {
            return written;
        }
        return entity.getProperty("UpdatedOn") instanceof OffsetDateTime time ? time : OffsetDateTime.MIN;
    }
}
