package io.adxflow.emulator.engine;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Columns and rows, as a query or a command answers them.
 *
 * @param rows values as Jackson writes them; a {@code JsonNode} or text for dynamic, ISO 8601 text for datetime
 */
public record ResultTable(List<Column> columns, List<List<@Nullable Object>> rows) {

    /** Columns of type string, unless a name ends with {@code :type}. */
    public static ResultTable of(List<String> columns, List<List<@Nullable Object>> rows) {
        return new ResultTable(
                columns.stream()
                        .map(column -> {
                            int colon = column.indexOf(':');
                            return colon < 0
                                    ? new Column(column, KustoType.STRING)
                                    : new Column(column.substring(0, colon), KustoType.of(column.substring(colon + 1)));
                        })
                        .toList(),
                rows);
    }

    /** A row; values may be null. */
    public static List<@Nullable Object> row(@Nullable Object... values) {
        return Collections.unmodifiableList(Arrays.asList(values));
    }
}
