package io.adxflow.kql.functions;

import io.adxflow.kql.types.KqlType;
import java.util.Locale;

/** Which types an argument may have. */
public enum ParameterKind {
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
    /** {@code int} or {@code long}. */
    INTEGER,
    /** Any number. */
    NUMBER,
    /** Any number, {@code timespan}. */
    SPAN,
    /** Any number, {@code datetime}, {@code timespan}. */
    SUMMABLE,
    /** {@code string}, or {@code dynamic} whose text is taken. */
    TEXT,
    /** Any type. */
    SCALAR,
    /** Any type but {@code dynamic}. */
    SIMPLE,
    /** What has an order: any type but {@code dynamic} and {@code guid}. */
    ORDERABLE,
    /** {@code int}, {@code long} or {@code dynamic}. */
    INTEGER_OR_DYNAMIC,
    /** Any number or {@code bool}. */
    NUMBER_OR_BOOL,
    /** Any type but {@code real} and {@code bool}. */
    NOT_REAL_OR_BOOL,
    /** No value but {@code typeof(…)}. */
    TYPE;

    /** Whether an argument of that type fits without a conversion, or by widening a number. */
    public boolean accepts(KqlType type) {
        if (type == KqlType.UNKNOWN) {
            return true;
        }
        return switch (this) {
            case BOOL -> type == KqlType.BOOL;
            case INT -> type == KqlType.INT;
            case LONG -> type.isInteger();
            case REAL -> type.isInteger() || type == KqlType.REAL;
            case DECIMAL -> type.isNumeric();
            case DATETIME -> type == KqlType.DATETIME;
            case TIMESPAN -> type == KqlType.TIMESPAN;
            case STRING -> type == KqlType.STRING;
            case GUID -> type == KqlType.GUID;
            case DYNAMIC -> type == KqlType.DYNAMIC;
            case INTEGER -> type.isInteger();
            case NUMBER -> type.isNumeric();
            case SPAN -> type.isNumeric() || type == KqlType.TIMESPAN;
            case SUMMABLE -> type.isNumeric() || type == KqlType.TIMESPAN || type == KqlType.DATETIME;
            case TEXT -> type == KqlType.STRING || type == KqlType.DYNAMIC;
            case SCALAR -> true;
            case SIMPLE -> type != KqlType.DYNAMIC;
            case ORDERABLE -> type != KqlType.DYNAMIC && type != KqlType.GUID;
            case INTEGER_OR_DYNAMIC -> type.isInteger() || type == KqlType.DYNAMIC;
            case NUMBER_OR_BOOL -> type.isNumeric() || type == KqlType.BOOL;
            case NOT_REAL_OR_BOOL -> type != KqlType.REAL && type != KqlType.BOOL;
            case TYPE -> false;
        };
    }

    /** What messages call it. */
    public String shown() {
        return switch (this) {
            case INTEGER -> "int or long";
            case NUMBER -> "a number";
            case SPAN -> "a number or timespan";
            case SUMMABLE -> "a number, datetime or timespan";
            case TEXT -> "string";
            case SCALAR -> "a value";
            case SIMPLE -> "any type but dynamic";
            case ORDERABLE -> "a type with an order";
            case INTEGER_OR_DYNAMIC -> "int, long or dynamic";
            case NUMBER_OR_BOOL -> "a number or bool";
            case NOT_REAL_OR_BOOL -> "any type but real and bool";
            case TYPE -> "typeof(…)";
            default -> name().toLowerCase(Locale.ROOT);
        };
    }
}
