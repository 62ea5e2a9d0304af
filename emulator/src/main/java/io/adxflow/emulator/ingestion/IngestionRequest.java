package io.adxflow.emulator.ingestion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.emulator.engine.KustoException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What shall be done with a blob, whether a message or a command said it.
 *
 * @param id the source id of the client
 * @param rawSize bytes before compression, as the client says; null when it says nothing
 * @param mappingReference the name of a mapping of the table, or null
 * @param mapping the JSON of a mapping, or null
 * @param ifNotExists {@code X} stands for the tag {@code ingest-by:X}
 */
public record IngestionRequest(
        String id,
        String database,
        String table,
        String blobUrl,
        @Nullable Long rawSize,
        String format,
        boolean ignoreFirstRecord,
        @Nullable String mappingReference,
        @Nullable String mapping,
        List<String> tags,
        List<String> ifNotExists) {
    /** What makes a tag unique to a blob, so that the service cannot batch it. */
    static final String INGEST_BY = "ingest-by:";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads the properties of a message or a command. Their names are taken in any case. */
    public static IngestionRequest of(
            String id,
            String database,
            String table,
            String blobUrl,
            @Nullable Long rawSize,
            Map<String, String> properties)
            throws KustoException {
        Map<String, String> any = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        any.putAll(properties);
        return new IngestionRequest(
                id,
                database,
                table,
                blobUrl,
                rawSize,
                any.getOrDefault("format", "csv"),
                Boolean.parseBoolean(any.getOrDefault("ignoreFirstRecord", "false")),
                any.getOrDefault("ingestionMappingReference", any.get("csvMappingReference")),
                any.getOrDefault("ingestionMapping", any.get("csvMapping")),
                list(any.get("tags")),
                list(any.get("ingestIfNotExists")));
    }

    private static List<String> list(@Nullable String json) throws KustoException {
        if (json == null || json.isBlank()) {
            return List.of();
        }
        try {
            JsonNode parsed = JSON.readTree(json);
            if (parsed.isArray()) {
                return List.of(JSON.treeToValue(parsed, String[].class));
            }
        } catch (JsonProcessingException e) {
            throw new KustoException("General_BadRequest", "not a JSON list of tags: " + json);
        }
        throw new KustoException("General_BadRequest", "not a JSON list of tags: " + json);
    }

    /** Why the service would not batch this blob with others, or null when it would. */
    @Nullable
    String aloneBecause() {
        if (tags.stream().anyMatch(tag -> tag.startsWith(INGEST_BY))) {
            return "SingleBlob_IngestByTag";
        }
        if (!ifNotExists.isEmpty()) {
            return "SingleBlob_IngestIfNotExists";
        }
        return rawSize == null || rawSize <= 0 ? "SingleBlob_SizeUnknown" : null;
    }

    /** Blobs with the same key may be batched. */
    String batchKey() {
        return String.join(
                "\n",
                database,
                table,
                format,
                String.valueOf(ignoreFirstRecord),
                String.valueOf(mappingReference),
                String.valueOf(mapping),
                tags.toString());
    }
}
