package io.adxflow.job.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.sinks.batch.BatchFiles;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.batch.TableSchema.Column;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table's {@code _schema.json}: all columns that it ever had, and by id those of the files whose name ends with that id, after
 * the last dash.
 */
public record SchemaFile(List<Column> columns, Map<String, List<Column>> byId) {
    /** The name of the file. */
    public static final String NAME = "_schema.json";

    private static final JsonMapper JSON = new JsonMapper();

    /** Reads one. */
    public static SchemaFile read(Path path) throws IOException {
        JsonNode root = JSON.readTree(path.toFile());
        Map<String, List<Column>> byId = new LinkedHashMap<>();
        root.path("schemas")
                .properties()
                .forEach(entry -> byId.put(
                        entry.getKey(),
                        TableSchema.parse(entry.getValue().asText()).columns()));
        return new SchemaFile(columns(root.path("columns")), byId);
    }

    private static List<Column> columns(JsonNode list) {
        List<Column> columns = new ArrayList<>();
        for (JsonNode column : list) {
            columns.add(
                    new Column(column.path("name").asText(), column.path("type").asText()));
        }
        return columns;
    }

    /** The columns of one file, in its order. */
    public List<Column> columnsOf(Path file) {
        return byId.getOrDefault(BatchFiles.schemaId(CommittedTables.name(file)), columns);
    }
}
