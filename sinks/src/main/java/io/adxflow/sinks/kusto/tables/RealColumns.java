package io.adxflow.sinks.kusto.tables;

import io.adxflow.sinks.batch.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the engine which columns a table has. */
public final class RealColumns {
    /** As in <a href="https://learn.microsoft.com/kusto/management/show-table-schema-command">.show table schema</a>; names that are no plain ones are quoted. */
    private static final Pattern COLUMN = Pattern.compile(
            "\\s*(?:\\['([^']*)'\\]|\\[\"([^\"]*)\"\\]|([^:,]+?))\\s*:\\s*(?:System\\.)?(\\w+)\\s*(?:,|$)");

    private RealColumns() {}

    /** All of them; empty when the engine does not say. */
    public static List<TableSchema.Column> of(ManagementCommands engine, String database, String table)
            throws Exception {
        List<Map<String, Object>> rows =
                engine.run(database, ".show table " + KqlText.identifier(table) + " cslschema");
        return rows.isEmpty() ? List.of() : parse(String.valueOf(rows.get(0).get("Schema")));
    }

    static List<TableSchema.Column> parse(String schema) {
        List<TableSchema.Column> columns = new ArrayList<>();
        Matcher column = COLUMN.matcher(schema);
        int end = 0;
        while (column.find() && column.start() == end) {
            end = column.end();
            String name = column.group(1) != null
                    ? column.group(1)
                    : column.group(2) != null ? column.group(2) : column.group(3);
            columns.add(new TableSchema.Column(name, column.group(4)));
        }
        return columns;
    }
}
