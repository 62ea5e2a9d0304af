package io.adxflow.job.rows;

import io.adxflow.job.config.EntityNames;
import io.adxflow.job.config.SubscriptionSpec;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.batch.TableSchema.Column;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The columns of a table that rows are taken for as they are: checked, and found by name. Immutable. */
final class TableColumns {
    private static final int MAX_COLUMNS = 4_000;
    private static final int MAX_TEXT = 200;
    private static final Set<String> TYPES =
            Set.of("datetime", "long", "int", "real", "string", "dynamic", "bool", "timespan", "guid", "decimal");
    /** Columns whose keys can be asked for as if they were columns, the first that has it. */
    private static final List<String> BAGS =
            List.of("Labels", "Attributes", "TraceAttributes", "Resource", "ResourceAttributes");

    private final TableSchema schema;
    private final SubscriptionSpec.Signal signal;
    private final Map<String, Integer> byName = new HashMap<>();
    private final int time;
    private final int[] bags;
    private final @Nullable SeriesColumns series;

    private TableColumns(TableSchema schema) {
        this.schema = schema;
        this.signal = TableRows.signal(schema);
        this.series = SeriesColumns.of(schema);
        int found = -1;
        for (int i = schema.columns().size() - 1; i >= 0; i--) {
            Column column = schema.columns().get(i);
            byName.put(column.name(), i);
            found = column.type().equals("datetime") ? i : found;
        }
        this.time = found;
        this.bags =
                BAGS.stream().filter(byName::containsKey).mapToInt(byName::get).toArray();
    }

    /** @throws IllegalArgumentException when a column has no name or no type that Azure Data Explorer takes, or two have one name */
    static TableColumns of(TableSchema schema) {
        if (schema.columns().size() > MAX_COLUMNS) {
            throw new IllegalArgumentException(
                    "columns: " + schema.columns().size() + " of them (at most " + MAX_COLUMNS + ")");
        }
        Set<String> names = new HashSet<>();
        for (Column column : schema.columns()) {
            if (!EntityNames.isValid(column.name())) {
                throw new IllegalArgumentException(
                        "column '" + column.name() + "' is not a name (expected: " + EntityNames.EXPECTED + ")");
            }
            if (!TYPES.contains(column.type())) {
                throw new IllegalArgumentException(
                        "column " + column.name() + ": type '" + column.type() + "' (expected: one of " + TYPES + ")");
            }
            if (!names.add(column.name().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("column " + column.name() + ": twice");
            }
        }
        return new TableColumns(schema);
    }

    int count() {
        return schema.columns().size();
    }

    Column get(int column) {
        return schema.columns().get(column);
    }

    /** Its number, or -1. */
    int find(String name) {
        return byName.getOrDefault(name, -1);
    }

    /** The first column of type datetime, by which rows are found; -1 when there is none. */
    int time() {
        return time;
    }

    /** Columns of labels and attributes. */
    int[] bags() {
        return bags.clone();
    }

    TableSchema schema() {
        return schema;
    }

    /** Where what belongs to series stands; null when the rows are of none. */
    @Nullable
    SeriesColumns series() {
        return series;
    }

    SubscriptionSpec.Signal signal() {
        return signal;
    }

    /** For messages. */
    String shortText() {
        String text = schema.text();
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }
}
