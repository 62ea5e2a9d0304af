package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.TableSchema;
import java.util.LinkedHashMap;
import java.util.Map;

/** Says what columns a table of files has: the text of {@code _schema.json}, which stands beside them. */
public final class SchemaSummary {
    private SchemaSummary() {}

    /**
     * The text.
     *
     * @param version of the table, the first that has all these columns
     * @param schemas by their ids
     */
    public static String of(BatchKey key, int version, Map<String, String> schemas) {
        Json texts = new Json();
        schemas.forEach(texts::text);
        return new Json()
                .text("database", key.database())
                .text("table", key.table())
                .number("version", version)
                .raw("columns", columns(schemas))
                .raw("schemas", texts.end().strip())
                .end();
    }

    private static String columns(Map<String, String> schemas) {
        Map<String, String> types = new LinkedHashMap<>();
        schemas.values().stream()
                .map(TableSchema::parse)
                .sorted((a, b) ->
                        Integer.compare(b.columns().size(), a.columns().size()))
                .forEach(schema -> schema.columns().forEach(column -> types.putIfAbsent(column.name(), column.type())));
        StringBuilder json = new StringBuilder("[");
        types.forEach((name, type) -> json.append(json.length() > 1 ? ", " : "")
                .append("{\"name\": ")
                .append(Json.quote(name))
                .append(", \"type\": ")
                .append(Json.quote(type))
                .append('}'));
        return json.append(']').toString();
    }
}
