package io.adxflow.emulator.engine;

import java.util.Locale;

/** Kusto's scalar types, with their names in the protocol and the type of the DuckDB column that holds them. */
public enum KustoType {
    BOOL("bool", "SByte", "BOOLEAN"),
    INT("int", "Int32", "INTEGER"),
    LONG("long", "Int64", "BIGINT"),
    REAL("real", "Double", "DOUBLE"),
    DECIMAL("decimal", "SqlDecimal", "DECIMAL(38, 16)"),
    /** Nanoseconds hold every tick (100 ns) of the years 1678 to 2261. */
    DATETIME("datetime", "DateTime", "TIMESTAMP_NS"),
    /** As text in Kusto's form: DuckDB's INTERVAL knows months, and no ticks. */
    TIMESPAN("timespan", "TimeSpan", "VARCHAR"),
    GUID("guid", "Guid", "UUID"),
    STRING("string", "String", "VARCHAR"),
    /** As JSON text, on which DuckDB's JSON functions work. */
    DYNAMIC("dynamic", "Object", "VARCHAR");

    private final String csl;
    private final String clr;
    private final String duck;

    KustoType(String csl, String clr, String duck) {
        this.csl = csl;
        this.clr = clr;
        this.duck = duck;
    }

    /** The name in KQL and in {@code ColumnType}. */
    public String csl() {
        return csl;
    }

    /** The name in {@code DataType}, without {@code System.}. */
    public String clr() {
        return clr;
    }

    /** The DuckDB type. */
    public String duck() {
        return duck;
    }

    /**
     * The type of this name or of a synonym that Kusto knows.
     *
     * @throws IllegalArgumentException for any other name
     */
    public static KustoType of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "bool", "boolean" -> BOOL;
            case "int", "int32" -> INT;
            case "long", "int64" -> LONG;
            case "real", "double" -> REAL;
            case "decimal" -> DECIMAL;
            case "datetime", "date" -> DATETIME;
            case "timespan", "time" -> TIMESPAN;
            case "guid", "uuid", "uniqueid" -> GUID;
            case "string" -> STRING;
            case "dynamic" -> DYNAMIC;
            default -> throw new IllegalArgumentException("there is no type " + name);
        };
    }
}
