package io.adxflow.sinks.batch;

import java.util.ArrayList;
import java.util.List;

/**
 * A table's columns in the order of its CSV, with the text that stands for them in keys, files and state:
 * {@code Timestamp:datetime,SeriesId:long,…} (adx-mon's header line, schema/schema.go).
 */
public final class TableSchema {
    /** A column's name and its Kusto type: datetime, long, int, real, string, dynamic, bool, timespan, guid or decimal. */
    public record Column(String name, String type) {}

    private final List<Column> columns;
    private final String text;

    private TableSchema(List<Column> columns, String text) {
        this.columns = columns;
        this.text = text;
    }

    /**
     * Parses {@code name:type,name:type}; the inverse of {@link #text()}.
     *
     * @throws IllegalArgumentException when a part has no name or no type
     */
    public static TableSchema parse(String text) {
        List<Column> columns = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            int colon = part.indexOf(':');
            if (colon <= 0 || colon == part.length() - 1) {
                throw new IllegalArgumentException("schema: " + text + " (expected: name:type,name:type)");
            }
            columns.add(new Column(part.substring(0, colon), part.substring(colon + 1)));
        }
        return new TableSchema(List.copyOf(columns), text);
    }

    public List<Column> columns() {
        return columns;
    }

    public String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TableSchema that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
