package io.adxflow.job.listen;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Reads notifications of blobs: {@code Microsoft.Storage.BlobCreated} as Event Grid writes it (an array of events, or one), or as CloudEvents
 * 1.0 in structured mode (<a href="https://learn.microsoft.com/azure/event-grid/event-schema-blob-storage">Azure Blob Storage as Event Grid
 * source</a>).
 */
final class Notices {
    private static final String CREATED = "Microsoft.Storage.BlobCreated";
    private static final JsonMapper JSON = new JsonMapper();

    private Notices() {}

    /**
     * A blob that was created.
     *
     * @param etag without quotes
     * @param bytes -1 when it is not told
     */
    record Notice(String url, String etag, long bytes) {}

    /**
     * The blobs that a message tells of; none when it is about something else.
     *
     * @throws IOException when it is no such message
     */
    static List<Notice> read(byte[] message) throws IOException {
        JsonNode node = JSON.readTree(message);
        List<Notice> notices = new ArrayList<>();
        if (node.isArray()) {
            for (JsonNode each : node) {
                add(each, notices);
            }
        } else {
            add(node, notices);
        }
        return notices;
    }

    /** As {@link #read}, of a text that may be in base64, as Event Grid puts it into storage queues. */
    static List<Notice> readText(String text) throws IOException {
        String bare = text.strip();
        if (bare.startsWith("{") || bare.startsWith("[")) {
            return read(bare.getBytes(StandardCharsets.UTF_8));
        }
        try {
            return read(Base64.getDecoder().decode(bare));
        } catch (IllegalArgumentException | JsonProcessingException e) {
            throw new IOException("neither JSON nor JSON in base64", e);
        }
    }

    private static void add(JsonNode event, List<Notice> to) throws IOException {
        if (!event.isObject()) {
            throw new IOException("no event: " + event.getNodeType());
        }
        String type = event.path(event.has("eventType") ? "eventType" : "type").asText();
        if (!type.equals(CREATED)) {
            return;
        }
        JsonNode data = event.path("data");
        String url = data.path("url").asText();
        if (url.isEmpty()) {
            throw new IOException("an event of type " + CREATED + " without a url");
        }
        to.add(new Notice(
                url,
                data.path("eTag").asText().replace("\"", ""),
                data.path("contentLength").asLong(-1)));
    }
}
