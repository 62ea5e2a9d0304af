package io.adxflow.kql.types;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A scalar type. The Java values of each are in the package's description. */
public enum KqlType {
    BOOL,
    INT,
    LONG,
    REAL,
    DECIMAL,
    DATETIME,
    TIMESPAN,
    STRING,
    GUID,
    DYNAMIC,
    /** Not known while binding, such as the type of a bare {@code null}; never the type of a column of a bound query. */
    UNKNOWN;

    /** {@code bool}, {@code int} and so on, as queries write it. */
    public String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type that a query calls so, aliases included ({@code double}, {@code date}, {@code time} …); null when there is none. */
    public static @Nullable KqlType ofKeyword(String keyword) {
        return switch (keyword) {
            case "bool", "boolean" -> BOOL;
            case "int", "int32" -> INT;
            case "long", "int64" -> LONG;
            case "real", "double" -> REAL;
            case "decimal" -> DECIMAL;
            case "datetime", "date" -> DATETIME;
            case "timespan", "time" -> TIMESPAN;
            case "string" -> STRING;
            case "guid", "uuid", "uniqueid" -> GUID;
            case "dynamic" -> DYNAMIC;
            default -> null;
        };
    }

    /** {@code int}, {@code long}, {@code real} or {@code decimal}. */
    public boolean isNumeric() {
        return this == INT || this == LONG || this == REAL || this == DECIMAL;
    }

    /** {@code int} or {@code long}. */
    public boolean isInteger() {
        return this == INT || this == LONG;
    }

    /** The wider of two numeric types, in the order {@code int < long < real < decimal}. */
    public static KqlType widest(KqlType left, KqlType right) {
        return left.compareTo(right) >= 0 ? left : right;
    }

    /** The name of the .NET class, as {@code getschema} and the query protocol show it: {@code System.Int64}. */
    public String dotNetName() {
        return switch (this) {
            case BOOL -> "System.SByte";
            case INT -> "System.Int32";
            case LONG -> "System.Int64";
            case REAL -> "System.Double";
            case DECIMAL -> "System.Data.SqlTypes.SqlDecimal";
            case DATETIME -> "System.DateTime";
            case TIMESPAN -> "System.TimeSpan";
            case STRING -> "System.String";
            case GUID -> "System.Guid";
            case DYNAMIC, UNKNOWN -> "System.Object";
        };
    }
}
