package io.adxflow.kql.sql;

/** Quoting for DuckDB, and indentation for people. */
public final class Sql {
    private Sql() {}

    /** An identifier. */
    public static String quoted(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }

    /** A string literal; a NUL, which SQL text cannot hold, is put in by its number. */
    public static String literal(String text) {
        String quoted = "'" + text.replace("'", "''") + "'";
        return text.indexOf('\0') < 0 ? quoted : "(" + quoted.replace("\0", "' || chr(0) || '") + ")";
    }

    /** Two more blanks before each line, but not within literals, which may hold line ends. */
    static String indent(String sql) {
        StringBuilder text = new StringBuilder(sql.length() + sql.length() / 8);
        text.append("  ");
        char quote = 0;
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            text.append(c);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '\n') {
                text.append("  ");
            }
        }
        return text.toString();
    }

    /** {@code (…)} over several lines, to read from. */
    static String nested(String select) {
        return "(\n" + indent(select) + "\n)";
    }
}
