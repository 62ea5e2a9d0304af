package io.adxflow.kql.types;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The columns of a table or of a result, in order. No two have one name. */
public final class Schema {
    /** No columns at all. */
    public static final Schema EMPTY = new Schema(List.of());

    private final List<Column> columns;
    private final Map<String, Integer> byName = new HashMap<>();

    /** @throws IllegalArgumentException when two columns have the same name */
    public Schema(List<Column> columns) {
        this.columns = List.copyOf(columns);
        for (int i = 0; i < this.columns.size(); i++) {
            if (byName.put(this.columns.get(i).name(), i) != null) {
                throw new IllegalArgumentException(
                        "two columns '" + this.columns.get(i).name() + "'");
            }
        }
    }

    /** In order; not to be changed. */
    public List<Column> columns() {
        return columns;
    }

    /** How many columns there are. */
    public int size() {
        return columns.size();
    }

    /** The column at a position from 0. */
    public Column get(int index) {
        return columns.get(index);
    }

    /** The position of the column of that name, or -1. */
    public int indexOf(String name) {
        return byName.getOrDefault(name, -1);
    }

    /** Whether there is a column of that name. */
    public boolean has(String name) {
        return byName.containsKey(name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Schema schema && columns.equals(schema.columns);
    }

    @Override
    public int hashCode() {
        return columns.hashCode();
    }

    /** {@code (a:string, b:long)}. */
    @Override
    public String toString() {
        return columns.stream()
                .map(column -> column.name() + ":" + column.type().keyword())
                .collect(Collectors.joining(", ", "(", ")"));
    }
}
