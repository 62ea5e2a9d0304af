package io.adxflow.emulator.engine;

/** Quoting for DuckDB. */
public final class Sql {
    private Sql() {}

    /** An identifier. */
    public static String quoted(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }

    /** A string literal. */
    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
