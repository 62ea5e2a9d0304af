package io.adxflow.kql.library;

import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.Timespan;
import io.adxflow.kql.values.Conversions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Arguments as the type that a function reads. */
final class Arguments {
    private Arguments() {}

    static String text(@Nullable Object[] arguments, int index) {
        return Conversions.toText(arguments[index]);
    }

    static String text(@Nullable Object[] arguments, int index, String missing) {
        return index < arguments.length ? text(arguments, index) : missing;
    }

    static long whole(@Nullable Object[] arguments, int index) {
        Long value = Conversions.toLong(arguments[index]);
        return value == null ? 0 : value;
    }

    static long whole(@Nullable Object[] arguments, int index, long missing) {
        return index < arguments.length ? whole(arguments, index) : missing;
    }

    static double real(@Nullable Object[] arguments, int index) {
        Double value = Conversions.toReal(arguments[index]);
        return value == null ? Double.NaN : value;
    }

    static long ticks(@Nullable Object[] arguments, int index) {
        Object value = arguments[index];
        return value instanceof Datetime at ? at.ticks() : value instanceof Timespan span ? span.ticks() : 0;
    }

    static boolean isTrue(@Nullable Object[] arguments, int index, boolean missing) {
        return index < arguments.length ? Boolean.TRUE.equals(arguments[index]) : missing;
    }

    /** The array that an argument is; null when it is none. */
    @SuppressWarnings("unchecked")
    static @Nullable List<@Nullable Object> array(@Nullable Object value) {
        return value instanceof List ? (List<@Nullable Object>) value : null;
    }

    /** The bag that an argument is; null when it is none. */
    @SuppressWarnings("unchecked")
    static @Nullable Map<String, @Nullable Object> bag(@Nullable Object value) {
        return value instanceof Map ? (Map<String, @Nullable Object>) value : null;
    }

    /** The arguments from an index on: single values, or one array of them. */
    static List<@Nullable Object> rest(@Nullable Object[] arguments, int from) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Object argument : Arrays.asList(arguments).subList(from, arguments.length)) {
            List<@Nullable Object> array = array(argument);
            if (array == null) {
                values.add(argument);
            } else {
                values.addAll(array);
            }
        }
        return values;
    }

    /** Whether looking for so many things in a text of that length is no more than looking for a thousand in a quarter of a million letters. */
    static boolean isWithinWork(long things, long length) {
        return things * length <= 1L << 28;
    }

    static Object present(@Nullable Object value) {
        return Objects.requireNonNull(value);
    }
}
