package io.adxflow.job.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** How a query's result is written. The names are what {@code --format} takes. */
enum ResultFormat {
    /** Aligned columns for people, cut in width and height. */
    table {
        @Override
        void write(ResultRows rows, PrintWriter out) throws SQLException {
            TextTable text = new TextTable(rows.names());
            long count = 0;
            for (; rows.next(); count++) {
                if (count < MAX_TABLE_ROWS) {
                    text.add(texts(rows, "NULL"));
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
        void write(ResultRows rows, PrintWriter out) throws SQLException {
            line(rows.names(), out);
            while (rows.next()) {
                line(texts(rows, ""), out);
            }
        }

        private void line(List<String> fields, PrintWriter out) {
            out.print(
                    String.join(",", fields.stream().map(ResultFormat::csvField).toList()) + "\n");
        }
    },
    /** One object a line; NaN and infinities are strings, since JSON has no other way to say them. */
    json {
        @Override
        void write(ResultRows rows, PrintWriter out) throws SQLException {
            JsonMapper mapper = new JsonMapper();
            List<String> names = rows.names();
            while (rows.next()) {
                ObjectNode row = mapper.createObjectNode();
                for (int c = 0; c < names.size(); c++) {
                    row.set(names.get(c), rows.json(c));
                }
                out.print(row + "\n");
            }
        }
    },
    /** A table of GitHub's Markdown. */
    markdown {
        @Override
        void write(ResultRows rows, PrintWriter out) throws SQLException {
            line(rows.names(), out);
            line(rows.names().stream().map(name -> "---").toList(), out);
            while (rows.next()) {
                line(texts(rows, ""), out);
            }
        }

        private void line(List<String> cells, PrintWriter out) {
            out.print("| "
                    + String.join(
                            " | ",
                            cells.stream().map(ResultFormat::markdownCell).toList()) + " |\n");
        }
    };

    private static final int MAX_TABLE_ROWS = 1_000;
    private static final int MAX_CELL = 60;

    /** Writes all rows. */
    abstract void write(ResultRows rows, PrintWriter out) throws SQLException;

    private static List<String> texts(ResultRows rows, String none) throws SQLException {
        List<String> cells = new ArrayList<>();
        for (int c = 0; c < rows.names().size(); c++) {
            String text = rows.text(c);
            cells.add(text == null ? none : text);
        }
        return cells;
    }

    private static String csvField(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? value : "\"" + value.replace("\"", "\"\"") + "\"";
    }

    private static String markdownCell(String value) {
        return value.replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("\r\n", "<br>")
                .replace("\n", "<br>");
    }
}
