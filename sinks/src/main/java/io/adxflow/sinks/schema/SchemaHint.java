package io.adxflow.sinks.schema;

import io.adxflow.sinks.batch.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What somebody says of a table.
 *
 * @param columns that its rows will have; at most {@value #MAX_COLUMNS}
 */
public record SchemaHint(List<TableSchema.Column> columns, TableNotes notes) {
    static final int MAX_COLUMNS = 1_000;
    private static final int MAX_NAME_CHARS = 1_024;
    private static final Set<String> TYPES =
            Set.of("bool", "datetime", "decimal", "dynamic", "guid", "int", "long", "real", "string", "timespan");

    public SchemaHint {
        columns = List.copyOf(columns);
    }

    /** Of notes alone. */
    public static SchemaHint of(TableNotes notes) {
        return new SchemaHint(List.of(), notes);
    }

    /** This, and of the other one what this does not say. */
    SchemaHint or(SchemaHint other) {
        List<TableSchema.Column> all = new ArrayList<>(columns);
        for (TableSchema.Column column : other.columns) {
            boolean known = all.stream().anyMatch(mine -> mine.name().equals(column.name()));
            if (!known && all.size() < MAX_COLUMNS) {
                all.add(column);
            }
        }
        return new SchemaHint(all, notes.or(other.notes));
    }

    /**
     * Returns a column that Azure Data Explorer can have.
     *
     * @throws IllegalArgumentException for any other
     */
    public static TableSchema.Column checked(String name, String type) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "column: " + name + " (expected: 1 to 1024 ASCII letters, digits, '_', '-', '.' and spaces)");
        }
        if (!TYPES.contains(type)) {
            throw new IllegalArgumentException("type of column " + name + ": " + type + " (expected: one of "
                    + new java.util.TreeSet<>(TYPES) + ")");
        }
        return new TableSchema.Column(name, type);
    }

    /** Whether there can be a table or column of that name. */
    public static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_NAME_CHARS
                && name.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '_'
                                || c == '-'
                                || c == '.'
                                || c == ' ');
    }
}
