package io.adxflow.kql.sql;

import io.adxflow.kql.types.KqlType;

/** The DuckDB type that stands for each type of Kusto. */
public final class SqlTypes {
    private SqlTypes() {}

    /** The name of the type. */
    public static String name(KqlType type) {
        return switch (type) {
            case BOOL -> "BOOLEAN";
            case INT -> "INTEGER";
            case LONG, DATETIME, TIMESPAN -> "BIGINT";
            case REAL -> "DOUBLE";
            case DECIMAL -> "DECIMAL(38, 16)";
            case GUID -> "UUID";
            case STRING, DYNAMIC, UNKNOWN -> "VARCHAR";
        };
    }

    /** What stands for a missing value: null, but the empty text for a string, which has no null. */
    static String missing(KqlType type) {
        return type == KqlType.STRING ? "''" : "CAST(NULL AS " + name(type) + ")";
    }

    /** An expression that may be null though its type is string. */
    static String whole(KqlType type, String sql) {
        return type == KqlType.STRING ? "coalesce(" + sql + ", '')" : sql;
    }
}
