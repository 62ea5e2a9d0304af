package io.adxflow.kql.values;

import io.adxflow.kql.types.KqlType;
import org.jspecify.annotations.Nullable;

/** A text, or any value, as a value of a type, for operators that name one: {@code parse}, {@code parse-kv}, {@code extract(…, typeof(T))}. */
public final class TextConversion {
    private TextConversion() {}

    /** The value as the package {@code library} has it; null when it cannot be one of that type. */
    public static @Nullable Object to(KqlType type, @Nullable Object value) {
        return switch (type) {
            case BOOL -> Conversions.toBool(value);
            case INT -> Conversions.toInt(value);
            case LONG -> Conversions.toLong(value);
            case REAL -> Conversions.toReal(value);
            case DECIMAL -> Conversions.toDecimal(value);
            case DATETIME -> Conversions.toDatetime(value);
            case TIMESPAN -> Conversions.toTimespan(value);
            case GUID -> Conversions.toGuid(value);
            case STRING -> Conversions.toText(value);
            case DYNAMIC, UNKNOWN -> value instanceof String text ? JsonText.parse(text) : value;
        };
    }
}
