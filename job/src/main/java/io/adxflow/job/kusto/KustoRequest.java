package io.adxflow.job.kusto;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The body of a request for a query or a command ("Query/management HTTP request" of the API's reference).
 *
 * @param database that tables are meant of which are named alone; empty when the client leaves it open
 * @param text the query, or a command, which begins with a dot
 * @param parameters values of {@code declare query_parameters}, as literals
 * @param options request properties, by their names in lower case
 */
record KustoRequest(String database, String text, Map<String, String> parameters, Map<String, String> options) {
    private static final JsonMapper JSON = new JsonMapper();

    /** @throws IllegalArgumentException when it is none; the message is for who sent it */
    static KustoRequest parse(String body) {
        try {
            JsonNode root = JSON.readTree(body);
            if (!root.isObject() || !root.path("csl").isTextual()) {
                throw new IllegalArgumentException("the body is no JSON object with a text csl");
            }
            JsonNode properties = root.path("properties");
            if (properties.isTextual()) {
                properties = JSON.readTree(properties.asText());
            }
            return new KustoRequest(
                    root.path("db").asText(""),
                    root.path("csl").asText().strip(),
                    texts(child(properties, "parameters"), false),
                    texts(child(properties, "options"), true));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the body is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    boolean isCommand() {
        return text.startsWith(".");
    }

    KustoRequest withText(String other) {
        return new KustoRequest(database, other, parameters, options);
    }

    private static JsonNode child(JsonNode properties, String name) {
        for (Map.Entry<String, JsonNode> entry : properties.properties()) {
            if (entry.getKey().equalsIgnoreCase(name)) {
                return entry.getValue();
            }
        }
        return JSON.missingNode();
    }

    private static Map<String, String> texts(JsonNode object, boolean lower) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties().forEach(entry -> {
            if (!entry.getValue().isNull()) {
                texts.put(
                        lower ? entry.getKey().toLowerCase(Locale.ROOT) : entry.getKey(),
                        entry.getValue().asText());
            }
        });
        return texts;
    }
}
