package io.adxflow.sinks.schema;

import io.adxflow.sinks.batch.TableSchema;
import java.util.List;

/** The table at a destination has columns of a batch with another type. */
public final class ColumnConflictException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<TableSchema.Column> real;

    /** @param real all columns of the table */
    public ColumnConflictException(String table, List<TableSchema.Column> real, Throwable cause) {
        super("table " + table + " has columns of other types: " + real, cause);
        this.real = List.copyOf(real);
    }

    public List<TableSchema.Column> real() {
        return real;
    }

    /** Whether a table of these columns cannot take rows with those. */
    public static boolean differ(List<TableSchema.Column> real, TableSchema wanted) {
        return wanted.columns().stream().anyMatch(column -> real.stream()
                .anyMatch(there ->
                        there.name().equals(column.name()) && !there.type().equals(column.type())));
    }
}
