package io.adxflow.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table of Kusto's REST interface, version 1: {@code {"Columns": [{"ColumnName": …}, …], "Rows": [[…], …]}}. */
final class JsonRows implements ResultRows {
    private final List<String> names = new ArrayList<>();
    private final JsonNode rows;
    private int row = -1;

    JsonRows(JsonNode table) {
        table.path("Columns")
                .forEach(column -> names.add(column.path("ColumnName").asText()));
        this.rows = table.path("Rows");
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public boolean next() {
        return ++row < rows.size();
    }

    @Override
    public @Nullable String text(int column) {
        JsonNode value = json(column);
        return value.isNull() ? null : value.isContainerNode() ? value.toString() : value.asText();
    }

    @Override
    public JsonNode json(int column) {
        return rows.path(row).path(column);
    }
}
