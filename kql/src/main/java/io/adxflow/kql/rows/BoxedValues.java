package io.adxflow.kql.rows;

import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Timespan;
import org.jspecify.annotations.Nullable;

/** Between the values of the bound tree, where a column's type tells what a long is, and those of the package {@code library}, which tell it themselves. */
public final class BoxedValues {
    private BoxedValues() {}

    /** A value of the package {@code library}. */
    public static @Nullable Object toLibrary(KqlType type, @Nullable Object value) {
        if (value == null) {
            return type == KqlType.STRING ? "" : null;
        }
        return switch (type) {
            case INT -> ((Number) value).longValue();
            case DATETIME -> value instanceof Long ticks ? new Datetime(ticks) : value;
            case TIMESPAN -> value instanceof Long ticks ? new Timespan(ticks) : value;
            default -> value;
        };
    }

    /** A value as {@link io.adxflow.kql.types} describes it. */
    public static @Nullable Object fromLibrary(KqlType type, @Nullable Object value) {
        return switch (type) {
            case INT -> value instanceof Long whole ? (Object) whole.intValue() : value;
            case DATETIME -> value instanceof Datetime at ? (Object) at.ticks() : value;
            case TIMESPAN -> value instanceof Timespan span ? (Object) span.ticks() : value;
            default -> value;
        };
    }
}
