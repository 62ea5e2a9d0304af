package io.adxflow.job.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a query's result is written. The names are what {@code --format} takes. */
enum ResultFormat {
    /** Aligned columns for people, cut in width and height. */
    table {
        @Override
        void write(ResultSet rows, PrintWriter out) throws SQLException {
            TextTable text = new TextTable(names(rows));
            long count = 0;
            for (; rows.next(); count++) {
                if (count < MAX_TABLE_ROWS) {
                    List<String> cells = new ArrayList<>();
                    for (int c = 1; c <= rows.getMetaData().getColumnCount(); c++) {
                        Object value = value(rows, c);
                        cells.add(value == null ? "NULL" : value.toString());
                    }
                    text.add(cells);
                }
            }
            out.print(text.render(MAX_CELL));
            out.println(
                    count > MAX_TABLE_ROWS
                            ? "(the first " + Text.count(MAX_TABLE_ROWS) + " of " + Text.plural(count, "row")
                                    + "; --format csv or json gives all)"
                            : "(" + Text.plural(count, "row") + ")");
        }
    },
    /** RFC 4180 with a header line; nulls are empty. */
    csv {
        @Override
        void write(ResultSet rows, PrintWriter out) throws SQLException {
            out.print(String.join(
                            ",",
                            names(rows).stream().map(ResultFormat::csvField).toList()) + "\n");
            while (rows.next()) {
                for (int c = 1; c <= rows.getMetaData().getColumnCount(); c++) {
                    Object value = value(rows, c);
                    out.print((c == 1 ? "" : ",") + (value == null ? "" : csvField(value.toString())));
                }
                out.print("\n");
            }
        }
    },
    /** One object a line; NaN and infinities are strings, since JSON has no other way to say them. */
    json {
        @Override
        void write(ResultSet rows, PrintWriter out) throws SQLException {
            JsonMapper mapper = new JsonMapper();
            List<String> names = names(rows);
            while (rows.next()) {
                ObjectNode row = mapper.createObjectNode();
                for (int c = 1; c <= names.size(); c++) {
                    Object value = value(rows, c);
                    boolean plain = value instanceof Boolean
                            || (value instanceof Number number && Double.isFinite(number.doubleValue()));
                    row.set(
                            names.get(c - 1),
                            value == null || plain ? mapper.valueToTree(value) : row.textNode(value.toString()));
                }
                out.print(row + "\n");
            }
        }
    };

    private static final int MAX_TABLE_ROWS = 1_000;
    private static final int MAX_CELL = 60;
    private static final DateTimeFormatter TIME = new java.time.format.DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .appendPattern("HH:mm:ss")
            .appendFraction(java.time.temporal.ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendLiteral('Z')
            .toFormatter(java.util.Locale.ROOT);

    abstract void write(ResultSet rows, PrintWriter out) throws SQLException;

    private static List<String> names(ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        List<String> names = new ArrayList<>();
        for (int c = 1; c <= columns.getColumnCount(); c++) {
            names.add(columns.getColumnLabel(c));
        }
        return names;
    }

    /** The value with timestamps as they stand in the files: UTC, with a Z. */
    private static @Nullable Object value(ResultSet rows, int column) throws SQLException {
        if (rows.getMetaData().getColumnType(column) == Types.TIMESTAMP) {
            LocalDateTime time = rows.getObject(column, LocalDateTime.class);
            return time == null ? null : TIME.format(time);
        }
        Object value = rows.getObject(column);
        return value instanceof Timestamp zoned
                ? zoned.toInstant().atOffset(ZoneOffset.UTC).toString()
                : value;
    }

    private static String csvField(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? value : "\"" + value.replace("\"", "\"\"") + "\"";
    }
}
