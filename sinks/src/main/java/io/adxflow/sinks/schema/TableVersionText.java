package io.adxflow.sinks.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.sinks.schema.TableColumn.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A version as JSON, in files and for people:
 *
 * <pre>
 * {"database": …, "table": …, "version": n, "made": "2026-01-02T03:04:05Z",
 *  "columns": [{"name": …, "type": …, "since": n, "origin": "rows", "asked": …, "moniker": …}, …],
 *  "kind": …, "unit": …, "help": …, "schemaUrls": […]}
 * </pre>
 *
 * {@code asked} where it is not the name, {@code moniker} where it is not all of them, and the last four where they are known.
 */
public final class TableVersionText {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TableVersionText() {}

    /** The whole. */
    public static ObjectNode json(TableVersion version) {
        ObjectNode json = JSON.createObjectNode()
                .put("database", version.id().database())
                .put("table", version.id().table())
                .put("version", version.number())
                .put("made", Instant.ofEpochMilli(version.madeAtMillis()).toString());
        json.set("columns", columns(version));
        putNotes(version.notes(), json);
        return json;
    }

    private static void putNotes(TableNotes notes, ObjectNode json) {
        putIfAny("kind", notes.kind(), json);
        putIfAny("unit", notes.unit(), json);
        putIfAny("help", notes.help(), json);
        if (!notes.schemaUrls().isEmpty()) {
            json.set("schemaUrls", urls(notes.schemaUrls()));
        }
    }

    private static void putIfAny(String name, String value, ObjectNode json) {
        if (!value.isEmpty()) {
            json.put(name, value);
        }
    }

    /** The columns alone. */
    public static ArrayNode columns(TableVersion version) {
        ArrayNode columns = JSON.createArrayNode();
        for (TableColumn column : version.columns()) {
            ObjectNode one = columns.addObject()
                    .put("name", column.name())
                    .put("type", column.type())
                    .put("since", column.since())
                    .put("origin", column.origin().name().toLowerCase(Locale.ROOT));
            if (!column.asked().equals(column.name())) {
                one.put("asked", column.asked());
            }
            putIfAny("moniker", column.moniker(), one);
        }
        return columns;
    }

    /** The schema URLs alone. */
    public static ArrayNode urls(Set<String> schemaUrls) {
        ArrayNode urls = JSON.createArrayNode();
        schemaUrls.forEach(urls::add);
        return urls;
    }

    static byte[] bytes(TableVersion version) {
        return (json(version) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IOException when it is no version, or not all of one */
    static TableVersion read(byte[] bytes) throws IOException {
        try {
            JsonNode json = JSON.readTree(bytes);
            int number = json.path("version").asInt();
            if (number < 1 || !json.path("columns").isArray()) {
                throw new IOException("not a version of a table");
            }
            List<TableColumn> columns = new ArrayList<>();
            for (JsonNode one : json.path("columns")) {
                String name = one.path("name").asText();
                columns.add(new TableColumn(
                        name,
                        one.path("type").asText(),
                        one.path("asked").asText(name),
                        one.path("since").asInt(),
                        Origin.valueOf(one.path("origin").asText().toUpperCase(Locale.ROOT)),
                        one.path("moniker").asText()));
            }
            TreeSet<String> urls = new TreeSet<>();
            json.path("schemaUrls").forEach(url -> urls.add(url.asText()));
            return new TableVersion(
                    new TableId(
                            json.path("database").asText(), json.path("table").asText()),
                    number,
                    Instant.parse(json.path("made").asText()).toEpochMilli(),
                    columns,
                    new TableNotes(
                            json.path("kind").asText(),
                            json.path("unit").asText(),
                            json.path("help").asText(),
                            urls));
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            throw new IOException("not a version of a table: " + e.getMessage(), e);
        }
    }
}
