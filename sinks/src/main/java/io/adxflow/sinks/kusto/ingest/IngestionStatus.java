package io.adxflow.sinks.kusto.ingest;

import com.azure.data.tables.models.TableEntity;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

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
 * @param schema of the rows, as {@link io.adxflow.sinks.batch.TableSchema} reads it; empty when too long for a column
 * @param mapping name of the ingestion mapping, or empty for the order of the columns
 * @param tagged whether it is ingested under {@code ingest-by:<batch id>}, once only
 * @param attempts messages sent, at least
 * @param queued when the first one was
 * @param updated when somebody last wrote the line
 * @param etag what the table calls this version of the line; empty when it did not come from there
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
        String schema,
        String blobUrl,
        String mapping,
        long rawBytes,
        long rows,
        boolean tagged,
        int attempts,
        OffsetDateTime queued,
        OffsetDateTime updated,
        String etag) {
    public static final String PENDING = "Pending";

    /** Of ours: somebody is sending the message once more. */
    public static final String REQUEUEING = "Requeueing";

    /** Of ours: somebody is bringing the batch to the dead ones. */
    public static final String SETTING_ASIDE = "SettingAside";

    /** Azure's limit of a text column is 32 Ki characters. */
    private static final int MAX_SCHEMA_CHARS = 30_000;

    /** The line of a batch that is to be ingested for the first time. */
    public static IngestionStatus first(
            String moniker,
            String id,
            String batchId,
            String database,
            String table,
            String schema,
            String blobUrl,
            String mapping,
            long rawBytes,
            long rows,
            boolean tagged,
            OffsetDateTime now) {
        return new IngestionStatus(
                partition(moniker),
                id,
                PENDING,
                "",
                "",
                "",
                batchId,
                database,
                table,
                schema.length() > MAX_SCHEMA_CHARS ? "" : schema,
                blobUrl,
                mapping,
                rawBytes,
                rows,
                tagged,
                1,
                now,
                now,
                "");
    }

    /** The partition of a moniker's batches. */
    public static String partition(String moniker) {
        return "adxflow-" + moniker;
    }

    /** The tag's value, the part behind {@code ingest-by:}. */
    public String tag() {
        return batchId;
    }

    /** The same line after somebody of ours wrote this status and number over it. */
    IngestionStatus claimed(String as, int newAttempts, String newEtag) {
        return new IngestionStatus(
                partition,
                id,
                as,
                details,
                failureStatus,
                errorCode,
                batchId,
                database,
                table,
                schema,
                blobUrl,
                mapping,
                rawBytes,
                rows,
                tagged,
                newAttempts,
                queued,
                updated,
                newEtag);
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
                .addProperty("AdxflowSchema", schema)
                .addProperty("AdxflowMapping", mapping)
                .addProperty("AdxflowRawBytes", rawBytes)
                .addProperty("AdxflowRows", rows)
                .addProperty("AdxflowTagged", tagged)
                .addProperty("AdxflowAttempts", attempts)
                .addProperty("AdxflowQueued", queued.withOffsetSameInstant(ZoneOffset.UTC));
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
                text(entity, "AdxflowSchema"),
                text(entity, "AdxflowBlobUrl"),
                text(entity, "AdxflowMapping"),
                number(entity, "AdxflowRawBytes"),
                number(entity, "AdxflowRows"),
                Boolean.TRUE.equals(entity.getProperty("AdxflowTagged")),
                (int) number(entity, "AdxflowAttempts"),
                time(entity, "AdxflowQueued", time(entity, "UpdatedOn", OffsetDateTime.MIN)),
                // By the clock of the table, which is one for all writers; by the writer's while it has none.
                entity.getTimestamp() == null ? time(entity, "UpdatedOn", OffsetDateTime.MIN) : entity.getTimestamp(),
                entity.getETag() == null ? "" : entity.getETag());
    }

    private static String text(TableEntity entity, String name) {
        Object value = entity.getProperty(name);
        return value == null ? "" : value.toString();
    }

    private static long number(TableEntity entity, String name) {
        return entity.getProperty(name) instanceof Number number ? number.longValue() : 0;
    }

    private static OffsetDateTime time(TableEntity entity, String name, OffsetDateTime otherwise) {
        return entity.getProperty(name) instanceof OffsetDateTime time ? time : otherwise;
    }
}
