package io.adxflow.kql.values;

import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.DatetimeParser;
import io.adxflow.kql.types.Timespan;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The {@code to…()} functions over any value, where a value tells its own type: those of a dynamic tree (see {@link io.adxflow.kql.types}) and
 * {@link BigDecimal}. What cannot be converted is null. Reals become whole numbers by cutting off their fraction; times are their ticks.
 */
public final class Conversions {
    private Conversions() {}

    /** {@code tostring}: {@code ""} of null. */
    public static String toText(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof String string) {
            return string;
        }
        if (value instanceof Boolean bool) {
            return bool ? "True" : "False";
        }
        if (value instanceof Double real) {
            return Reals.format(real);
        }
        if (value instanceof BigDecimal decimal) {
            return toText(decimal);
        }
        return JsonText.text(value);
    }

    /** A decimal without an exponent and without zeros at its end. */
    public static String toText(BigDecimal decimal) {
        return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }

    /** {@code tolong}. */
    public static @Nullable Long toLong(@Nullable Object value) {
        if (value instanceof Long whole) {
            return whole;
        }
        if (value instanceof Double real) {
            return Numbers.truncate(real);
        }
        if (value instanceof BigDecimal decimal) {
            java.math.BigInteger whole = decimal.setScale(0, RoundingMode.DOWN).toBigInteger();
            return whole.bitLength() > 63 ? null : (Long) whole.longValue();
        }
        if (value instanceof Boolean bool) {
            return bool ? 1L : 0L;
        }
        if (value instanceof String text) {
            return Numbers.parseLong(text);
        }
        return value instanceof Datetime at
                ? (Long) at.ticks()
                : value instanceof Timespan span ? (Long) span.ticks() : null;
    }

    /** {@code toint}: as {@link #toLong}, when it fits into 32 bits. */
    public static @Nullable Long toInt(@Nullable Object value) {
        Long whole = toLong(value);
        return whole == null || whole != whole.intValue() ? null : whole;
    }

    /** {@code toreal}. */
    public static @Nullable Double toReal(@Nullable Object value) {
        if (value instanceof Double real) {
            return real;
        }
        if (value instanceof String text) {
            return Numbers.parseReal(text);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.doubleValue();
        }
        Long whole = toLong(value);
        return whole == null ? null : (Double) whole.doubleValue();
    }

    /** {@code todecimal}. */
    public static @Nullable BigDecimal toDecimal(@Nullable Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        if (value instanceof Double real) {
            return Double.isNaN(real) || Double.isInfinite(real) ? null : new BigDecimal(Reals.format(real));
        }
        if (value instanceof String text) {
            return Numbers.parseDecimal(text);
        }
        Long whole = toLong(value);
        return whole == null ? null : BigDecimal.valueOf(whole);
    }

    /** {@code tobool}. */
    public static @Nullable Boolean toBool(@Nullable Object value) {
        if (value instanceof Boolean bool) {
            return bool;
        }
        if (value instanceof String text) {
            return Numbers.parseBool(text);
        }
        if (value instanceof Double real) {
            return real != 0;
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.signum() != 0;
        }
        return value instanceof Long whole ? (Boolean) (whole != 0) : null;
    }

    /** {@code todatetime}. */
    public static @Nullable Datetime toDatetime(@Nullable Object value) {
        if (value instanceof Datetime at) {
            return at;
        }
        long ticks = value instanceof String text
                ? DatetimeParser.parse(text)
                : value instanceof Long whole ? whole : DatetimeParser.INVALID;
        return Calendar.isValid(ticks) ? new Datetime(ticks) : null;
    }

    /** {@code totimespan}. */
    public static @Nullable Timespan toTimespan(@Nullable Object value) {
        if (value instanceof Timespan span) {
            return span;
        }
        if (value instanceof Long ticks) {
            return new Timespan(ticks);
        }
        if (value instanceof String text) {
            long ticks = TimespanParser.parse(text);
            return ticks == TimespanParser.INVALID ? null : new Timespan(ticks);
        }
        return null;
    }

    /** {@code toguid}. */
    public static @Nullable UUID toGuid(@Nullable Object value) {
        return value instanceof UUID guid ? guid : value instanceof String text ? Numbers.parseGuid(text) : null;
    }

    /** {@code gettype}: the name of a value's type, where that of the column does not say it. */
    public static String typeName(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof java.util.List) {
            return "array";
        }
        if (value instanceof java.util.Map) {
            return "dictionary";
        }
        if (value instanceof Boolean) {
            return "bool";
        }
        if (value instanceof Long) {
            return "long";
        }
        if (value instanceof Double) {
            return "real";
        }
        if (value instanceof BigDecimal) {
            return "decimal";
        }
        if (value instanceof Datetime) {
            return "datetime";
        }
        if (value instanceof Timespan) {
            return "timespan";
        }
        return value instanceof UUID ? "guid" : "string";
    }
}
