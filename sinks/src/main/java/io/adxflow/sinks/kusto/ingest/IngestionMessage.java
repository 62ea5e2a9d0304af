package io.adxflow.sinks.kusto.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Base64;

/**
 * The message that has a blob ingested, as the data management service reads it from its queue: base64 of JSON, with the
 * member names of Microsoft's Java client 7.0.6 (kusto-ingest, IngestionBlobInfo). Lists among the additional properties are JSON
 * in strings.
 */
final class IngestionMessage {
    /** Azure's limit of a message's text. */
    static final int MAX_CHARS = 64 << 10;

    private static final ObjectMapper JSON = new ObjectMapper();

    private IngestionMessage() {}

    /**
     * The message's text. Full of secrets.
     *
     * @param blobPath the blob's URL with what lets the cluster read it
     * @param statusTable URL and signature of the table that holds {@code status}
     * @param token identity token of the data management service
     */
    static String text(IngestionStatus status, String blobPath, String statusTable, String token, Instant now) {
        String text = Base64.getEncoder()
                .encodeToString(json(status, blobPath, statusTable, token, now).getBytes(UTF_8));
        if (text.length() > MAX_CHARS) {
            throw new IllegalArgumentException("ingestion message of batch " + status.batchId() + ": " + text.length()
                    + " characters (expected: at most " + MAX_CHARS + ")");
        }
        return text;
    }

    static String json(IngestionStatus status, String blobPath, String statusTable, String token, Instant now) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("blobPath", blobPath)
                .put("rawDataSize", status.rawBytes())
                .put("databaseName", status.database())
                .put("tableName", status.table())
                .put("id", status.id())
                // The blob is how a later attempt finds that the batch was committed.
                .put("retainBlobOnSuccess", true)
                .put("reportLevel", "FailuresAndSuccesses")
                .put("reportMethod", "Table")
                .put("sourceMessageCreationTime", now.toString())
                .put("flushImmediately", false);
        message.putObject("ingestionStatusInTable")
                .put("tableConnectionString", statusTable)
                .put("partitionKey", status.partition())
                .put("rowKey", status.id());
        ObjectNode properties =
                message.putObject("additionalProperties").put("format", "csv").put("ignoreFirstRecord", "false");
        if (status.tagged()) {
            properties.put("tags", list("ingest-by:" + status.tag())).put("ingestIfNotExists", list(status.tag()));
        }
        if (!status.mapping().isEmpty()) {
            properties.put("ingestionMappingType", "Csv").put("ingestionMappingReference", status.mapping());
        }
        properties.put("authorizationContext", token);
        message.put("applicationForTracing", "adxflow").put("clientVersionForTracing", "adxflow");
        return write(message);
    }

    private static String list(String value) {
        return write(JsonNodeFactory.instance.arrayNode().add(value));
    }

    private static String write(com.fasterxml.jackson.databind.JsonNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
