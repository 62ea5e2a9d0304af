package io.adxflow.job.config;

import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.description.Description;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.apache.flink.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/** An option as users see it: key, type, default and description, and the check of a value's text. */
public final class KnownOption {
    private final ConfigOption<?> option;
    private final Type type;

    private KnownOption(ConfigOption<?> option, Type type) {
        this.option = option;
        this.type = type;
    }

    /** Reads a constant; the option's type is the type argument of its declaration, the only public place that has it. */
    static KnownOption of(Field field) {
        try {
            field.setAccessible(true);
            Type type = ((ParameterizedType) field.getGenericType()).getActualTypeArguments()[0];
            return new KnownOption((ConfigOption<?>) Objects.requireNonNull(field.get(null)), type);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public String key() {
        return option.key();
    }

    /** Plain text on one line. */
    public String description() {
        Description description = option.description();
        return new HtmlFormatter().format(description).replaceAll("\\s+", " ").strip();
    }

    /** In words of the configuration, with the form of its values: {@code duration}, {@code size}, {@code whole number}… */
    public String typeName() {
        if (type == Duration.class) {
            return "duration";
        } else if (type == MemorySize.class) {
            return "size";
        } else if (type == Integer.class || type == Long.class) {
            return "whole number";
        } else if (type == Double.class || type == Float.class) {
            return "number";
        } else if (type == Boolean.class) {
            return "true or false";
        } else if (type instanceof Class<?> c && c.isEnum()) {
            return enumNames(c);
        } else if (type instanceof ParameterizedType p && p.getRawType() == List.class) {
            return "list";
        }
        return "text";
    }

    /** The default as one would write it, or empty when there is none. */
    public String defaultText() {
        return option.hasDefaultValue() ? render(option.defaultValue()) : "";
    }

    /** Null when the text is a value of this option, else what is wrong with it. */
    @Nullable
    String problemWith(String text) {
        if ((type == Duration.class || type == MemorySize.class) && text.strip().matches("0*[1-9][0-9]*")) {
            // Flink takes it for milliseconds, or for bytes; hardly anybody means that.
            return "'" + text + "' has no unit" + example();
        }
        Configuration probe = new Configuration();
        probe.setString(option.key(), text);
        Object value;
        try {
            value = probe.getOptional(option).orElse(null);
        } catch (IllegalArgumentException refused) {
            return "'" + text + "' is not a " + typeName() + example();
        }
        if (value instanceof Number number && outOfRange(number)) {
            return "'" + text + "' is out of range (expected: " + (defaultIsPositive() ? "at least 1" : "0 or more")
                    + ")";
        }
        if (value instanceof Duration duration && duration.isZero() && defaultIsPositive()) {
            return "'" + text + "' is out of range (expected: more than 0)";
        }
        return null;
    }

    /** A negative count or size means nothing in any option; zero only where the default is zero or absent. */
    private boolean outOfRange(Number number) {
        if (number instanceof Double || number instanceof Float) {
            return !(number.doubleValue() >= 0);
        }
        return number.longValue() < (defaultIsPositive() ? 1 : 0);
    }

    private boolean defaultIsPositive() {
        Object value = option.hasDefaultValue() ? option.defaultValue() : null;
        return value instanceof Duration duration
                ? !duration.isZero()
                : value instanceof Number number && number.doubleValue() > 0;
    }

    private String example() {
        if (type == Duration.class) {
            return " (expected: a number and a unit, as in 500ms, 30s, 5min, 1h)";
        } else if (type == MemorySize.class) {
            return " (expected: a number and a unit, as in 64kb, 256mb, 2gb)";
        }
        return "";
    }

    private static String enumNames(Class<?> type) {
        return Arrays.stream(Objects.requireNonNull(type.getEnumConstants()))
                .map(value -> value.toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" or "));
    }

    private static String render(@Nullable Object value) {
        if (value instanceof Duration duration) {
            return TimeUtils.formatWithHighestUnit(duration).replace(" ", "");
        } else if (value instanceof MemorySize size) {
            return size.toString().replace(" ", "");
        } else if (value instanceof Enum<?>) {
            return value.toString().toLowerCase(Locale.ROOT);
        } else if (value instanceof List<?> list) {
            return list.stream().map(KnownOption::render).collect(Collectors.joining(";"));
        }
        return String.valueOf(value);
    }
}
