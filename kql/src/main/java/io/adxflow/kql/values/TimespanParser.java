package io.adxflow.kql.values;

import io.adxflow.kql.types.Timespan;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the text forms of a timespan: {@code [-][d.]hh:mm[:ss[.fffffff]]}, a number with a unit as literals have it ({@code 1.5h},
 * {@code 15 seconds}), and a bare number, which counts days.
 */
public final class TimespanParser {
    /** What {@link #parse} gives for a text that is no timespan. */
    public static final long INVALID = Long.MIN_VALUE;

    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(
            unit("d", Timespan.TICKS_PER_DAY),
            unit("day", Timespan.TICKS_PER_DAY),
            unit("days", Timespan.TICKS_PER_DAY),
            unit("h", Timespan.TICKS_PER_HOUR),
            unit("hr", Timespan.TICKS_PER_HOUR),
            unit("hrs", Timespan.TICKS_PER_HOUR),
            unit("hour", Timespan.TICKS_PER_HOUR),
            unit("hours", Timespan.TICKS_PER_HOUR),
            unit("m", Timespan.TICKS_PER_MINUTE),
            unit("min", Timespan.TICKS_PER_MINUTE),
            unit("minute", Timespan.TICKS_PER_MINUTE),
            unit("minutes", Timespan.TICKS_PER_MINUTE),
            unit("s", Timespan.TICKS_PER_SECOND),
            unit("sec", Timespan.TICKS_PER_SECOND),
            unit("second", Timespan.TICKS_PER_SECOND),
            unit("seconds", Timespan.TICKS_PER_SECOND),
            unit("ms", Timespan.TICKS_PER_MILLISECOND),
            unit("milli", Timespan.TICKS_PER_MILLISECOND),
            unit("millis", Timespan.TICKS_PER_MILLISECOND),
            unit("millisec", Timespan.TICKS_PER_MILLISECOND),
            unit("millisecond", Timespan.TICKS_PER_MILLISECOND),
            unit("milliseconds", Timespan.TICKS_PER_MILLISECOND),
            unit("micro", Timespan.TICKS_PER_MICROSECOND),
            unit("micros", Timespan.TICKS_PER_MICROSECOND),
            unit("microsec", Timespan.TICKS_PER_MICROSECOND),
            unit("microsecond", Timespan.TICKS_PER_MICROSECOND),
            unit("microseconds", Timespan.TICKS_PER_MICROSECOND),
            Map.entry("nano", new BigDecimal("0.01")),
            Map.entry("nanos", new BigDecimal("0.01")),
            Map.entry("nanosec", new BigDecimal("0.01")),
            Map.entry("nanosecond", new BigDecimal("0.01")),
            Map.entry("nanoseconds", new BigDecimal("0.01")),
            unit("tick", 1),
            unit("ticks", 1));
    /** Days that fit into a long of ticks. */
    private static final long MAX_DAYS = Long.MAX_VALUE / Timespan.TICKS_PER_DAY;

    private TimespanParser() {}

    private static Map.Entry<String, BigDecimal> unit(String name, long ticks) {
        return Map.entry(name, BigDecimal.valueOf(ticks));
    }

    /** @return ticks, or {@link #INVALID} */
    public static long parse(String text) {
        String trimmed = text.strip();
        boolean negative = trimmed.startsWith("-");
        String body = negative ? trimmed.substring(1) : trimmed;
        long ticks = body.indexOf(':') >= 0 ? clock(body) : withUnit(body);
        return ticks == INVALID ? INVALID : negative ? -ticks : ticks;
    }

    private static long withUnit(String body) {
        int end = 0;
        while (end < body.length() && (Character.digit(body.charAt(end), 10) >= 0 || body.charAt(end) == '.')) {
            end++;
        }
        String number = body.substring(0, end);
        String unit = body.substring(end).strip().toLowerCase(Locale.ROOT);
        BigDecimal ticks = unit.isEmpty() ? BigDecimal.valueOf(Timespan.TICKS_PER_DAY) : UNITS.get(unit);
        if (ticks == null || number.isEmpty() || number.length() > 30 || number.startsWith(".")) {
            return INVALID;
        }
        try {
            BigDecimal total = new BigDecimal(number).multiply(ticks).setScale(0, RoundingMode.DOWN);
            return total.toBigInteger().bitLength() > 62 ? INVALID : total.longValue();
        } catch (NumberFormatException noNumber) {
            return INVALID;
        }
    }

    private static long clock(String body) {
        String[] parts = body.split(":", -1);
        if (parts.length > 3) {
            return INVALID;
        }
        long days = 0;
        String hours = parts[0];
        int dot = hours.indexOf('.');
        if (dot >= 0) {
            days = digits(hours.substring(0, dot), MAX_DAYS);
            hours = hours.substring(dot + 1);
        }
        long hour = digits(hours, 23);
        long minute = digits(parts[1], 59);
        long second = 0;
        long fraction = 0;
        if (parts.length == 3) {
            String seconds = parts[2];
            int point = seconds.indexOf('.');
            if (point >= 0) {
                fraction = fraction(seconds.substring(point + 1));
                seconds = seconds.substring(0, point);
            }
            second = digits(seconds, 59);
        }
        if (days < 0 || hour < 0 || minute < 0 || second < 0 || fraction < 0) {
            return INVALID;
        }
        return days * Timespan.TICKS_PER_DAY
                + hour * Timespan.TICKS_PER_HOUR
                + minute * Timespan.TICKS_PER_MINUTE
                + second * Timespan.TICKS_PER_SECOND
                + fraction;
    }

    private static long digits(String digits, long max) {
        if (digits.isEmpty() || digits.length() > 10) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        return value > max ? -1 : value;
    }

    private static long fraction(String digits) {
        String seven = (digits + "0000000").substring(0, 7);
        return digits.isEmpty() ? -1 : digits(seven, 9_999_999);
    }
}
