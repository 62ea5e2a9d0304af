package io.adxflow.job.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.adxflow.job.cli.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What {@code top} can show: rows of the state that an ops endpoint tells, by columns of which each can be sorted by. */
enum TopView {
    MONIKERS(
            'm',
            "monikers",
            List.of(
                    Column.text("moniker", "name", 0),
                    Column.of("state", 1, "state", row -> row.path("state")
                            .asText()
                            .replace('_', ' ')),
                    Column.rate("rows/s", "rowsPerSecond", 3),
                    Column.bytes("bytes/s", "bytesPerSecond", 6),
                    Column.count("waiting", "backlogRows", 2),
                    Column.bytes("stored", "backlogBytes", 5),
                    Column.age("oldest", "oldestSeconds", 2),
                    new Column(
                            "delivered",
                            4,
                            "lastSuccess",
                            (row, status) -> StatusText.ago(row.path("lastSuccess"), status.path("at"))),
                    Column.text("kind", "kind", 7))),
    NAMESPACES(
            'n',
            "namespaces",
            List.of(
                    Column.text("namespace", "name", 0),
                    Column.rate("rows/s", "rowsPerSecond", 1),
                    Column.bytes("bytes/s", "bytesPerSecond", 3),
                    Column.count("rows", "rows", 4),
                    Column.count("tables", "tables", 5),
                    Column.count("refused", "refused", 2),
                    Column.count("dropped", "droppedByRules", 6))),
    TABLES(
            't',
            "tables",
            List.of(
                    Column.text("table", "table", 0),
                    Column.text("database", "database", 5),
                    Column.text("moniker", "moniker", 3),
                    Column.rate("rows/s", "rowsPerSecond", 1),
                    Column.count("rows", "rows", 4),
                    Column.count("open", "openRows", 2),
                    Column.age("open for", "openSeconds", 6))),
    SENDERS(
            's',
            "senders",
            List.of(
                    Column.text("sender", "host", 0),
                    Column.text("agent", "agent", 4),
                    Column.text("by", "listener", 6),
                    Column.text("namespace", "namespace", 3),
                    Column.rate("records/s", "recordsPerSecond", 1),
                    Column.rate("requests/s", "requestsPerSecond", 5),
                    Column.bytes("bytes/s", "bytesPerSecond", 2)));

    private final char key;
    private final String path;

    @SuppressWarnings("ImmutableEnumChecker") // A list that cannot be changed.
    private final List<Column> columns;

    TopView(char key, String path, List<Column> columns) {
        this.key = key;
        this.path = path;
        this.columns = columns;
    }

    /**
     * A column.
     *
     * @param importance the larger, the earlier it is left out where there is no room
     * @param field what is sorted by
     * @param shown the cell, of the row and all of the state
     */
    record Column(String title, int importance, String field, BiFunction<JsonNode, JsonNode, String> shown) {
        static Column of(String title, int importance, String field, Function<JsonNode, String> shown) {
            return new Column(title, importance, field, (row, status) -> shown.apply(row));
        }

        static Column text(String title, String field, int importance) {
            return of(title, importance, field, row -> row.path(field).asText());
        }

        static Column rate(String title, String field, int importance) {
            return of(
                    title,
                    importance,
                    field,
                    row -> StatusText.rate(row.path(field).asDouble()));
        }

        static Column count(String title, String field, int importance) {
            return of(
                    title, importance, field, row -> Text.count(row.path(field).asDouble()));
        }

        static Column bytes(String title, String field, int importance) {
            return of(
                    title, importance, field, row -> Text.bytes(row.path(field).asDouble()));
        }

        static Column age(String title, String field, int importance) {
            return of(
                    title,
                    importance,
                    field,
                    row -> StatusText.seconds(row.path(field).asLong()));
        }

        boolean isNumber(JsonNode row) {
            return row.path(field).isNumber();
        }
    }

    char key() {
        return key;
    }

    /** Where its rows are in the state. */
    String path() {
        return path;
    }

    List<Column> columns() {
        return columns;
    }

    /** The first column that has numbers worth sorting by. */
    int firstSort() {
        for (int c = 0; c < columns.size(); c++) {
            if (columns.get(c).field().endsWith("PerSecond")) {
                return c;
            }
        }
        return 0;
    }

    /** The rows in order. */
    List<JsonNode> sorted(JsonNode rows, int sort, boolean descending) {
        List<JsonNode> all = new ArrayList<>();
        rows.forEach(all::add);
        Column column = columns.get(sort);
        Comparator<JsonNode> order = Comparator.<JsonNode>comparingDouble(
                        row -> column.isNumber(row) ? row.path(column.field()).asDouble() : 0)
                .thenComparing(row ->
                        column.isNumber(row) ? "" : row.path(column.field()).asText());
        all.sort(descending ? order.reversed() : order);
        return all;
    }
}
