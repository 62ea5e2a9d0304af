package io.adxflow.emulator.ingestion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.emulator.engine.KustoException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A message of the ingestion queue, in the casing of the SDKs or of the documents.
 *
 * @param token {@code authorizationContext}: what {@code .get kusto identity token} gave the client, or null
 * @param reportFailures whether the client wants to hear of failures
 * @param reportSuccesses whether it wants to hear of successes
 */
record IngestionMessage(
        IngestionRequest request,
        @Nullable String token,
        boolean retainBlob,
        boolean reportFailures,
        boolean reportSuccesses,
        boolean toQueue,
        @Nullable StatusEntity entity) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where the client waits for the verdict. */
    record StatusEntity(String tableUrl, String partitionKey, String rowKey) {}

    /** @throws KustoException {@code BadRequest_CorruptedMessage} */
    static IngestionMessage parse(String base64) throws KustoException {
        JsonNode json;
        try {
            json = JSON.readTree(new String(Base64.getDecoder().decode(base64.strip()), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | JsonProcessingException e) {
            throw new KustoException("BadRequest_CorruptedMessage", "The message is not base64 of JSON: " + base64);
        }
        Map<String, JsonNode> members = members(json);
        Map<String, String> properties = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        JsonNode additional = members.get("additionalProperties");
        if (additional != null) {
            additional
                    .properties()
                    .forEach(member -> properties.put(
                            member.getKey(),
                            member.getValue().isTextual()
                                    ? member.getValue().asText()
                                    : member.getValue().toString()));
        }
        JsonNode size = members.get("rawDataSize");
        String level = text(members, "reportLevel", "FailuresOnly");
        String method = text(members, "reportMethod", "Queue");
        JsonNode status = members.get("ingestionStatusInTable");
        boolean toTable = !method.equalsIgnoreCase("Queue") && !method.equals("0");
        return new IngestionMessage(
                IngestionRequest.of(
                        text(members, "id", ""),
                        text(members, "databaseName", ""),
                        text(members, "tableName", ""),
                        text(members, "blobPath", ""),
                        size == null || size.isNull() ? null : Long.valueOf(size.asLong()),
                        properties),
                properties.get("authorizationContext"),
                Boolean.parseBoolean(text(members, "retainBlobOnSuccess", "false")),
                !level.equalsIgnoreCase("None") && !level.equals("1"),
                level.toLowerCase(Locale.ROOT).contains("successes") || level.equals("2"),
                !method.equalsIgnoreCase("Table") && !method.equals("1"),
                toTable && status != null && status.isObject() ? entity(members(status)) : null);
    }

    private static StatusEntity entity(Map<String, JsonNode> members) {
        return new StatusEntity(
                text(members, "tableConnectionString", ""),
                text(members, "partitionKey", ""),
                text(members, "rowKey", ""));
    }

    private static Map<String, JsonNode> members(JsonNode object) {
        Map<String, JsonNode> members = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        object.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        return members;
    }

    private static String text(Map<String, JsonNode> members, String name, String otherwise) {
        JsonNode value = members.get(name);
        return value == null || value.isNull() ? otherwise : value.asText();
    }

    String databaseAndTable() {
        return request.database() + "." + request.table();
    }
}
