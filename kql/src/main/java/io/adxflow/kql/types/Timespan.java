package io.adxflow.kql.types;

import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A span of time to 100 ns, of either sign.
 *
 * @param ticks of 100 ns
 */
public record Timespan(long ticks) {
    public static final long TICKS_PER_MICROSECOND = 10;
    public static final long TICKS_PER_MILLISECOND = 10_000;
    public static final long TICKS_PER_SECOND = 10_000_000;
    public static final long TICKS_PER_MINUTE = 60 * TICKS_PER_SECOND;
    public static final long TICKS_PER_HOUR = 60 * TICKS_PER_MINUTE;
    public static final long TICKS_PER_DAY = 24 * TICKS_PER_HOUR;

    private static final Pattern CLOCK =
            Pattern.compile("(?:([0-9]{1,8})[.:])?([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:\\.([0-9]{1,7}))?)?");
    private static final Pattern UNITS = Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+) *([A-Za-z]*)");

    /**
     * The ticks of a unit as literals write it ({@code d}, {@code hours}, {@code ms} …); 0 when it is none, and for nanoseconds, of which a hundred are a tick.
     */
    public static long unitTicks(String unit) {
        return switch (unit) {
            case "d", "day", "days" -> TICKS_PER_DAY;
            case "h", "hr", "hrs", "hour", "hours" -> TICKS_PER_HOUR;
            case "m", "min", "minute", "minutes" -> TICKS_PER_MINUTE;
            case "s", "sec", "second", "seconds" -> TICKS_PER_SECOND;
            case "ms", "milli", "millis", "millisec", "millisecond", "milliseconds" -> TICKS_PER_MILLISECOND;
            case "micro", "micros", "microsec", "microsecond", "microseconds" -> TICKS_PER_MICROSECOND;
            case "tick", "ticks" -> 1;
            default -> 0;
        };
    }

    /**
     * Reads {@code 1d}, {@code 1.5h}, {@code 15 seconds}, {@code [d.]hh:mm[:ss[.fffffff]]} and plain days ({@code 2}), each with a sign or without. Empty when it is
     * none of these or outside of the range.
     */
    public static OptionalLong parse(String text) {
        String body = text.strip();
        boolean negative = body.startsWith("-");
        if (negative || body.startsWith("+")) {
            body = body.substring(1).strip();
        }
        OptionalLong ticks = unsigned(body);
        return ticks.isPresent() && negative ? OptionalLong.of(-ticks.getAsLong()) : ticks;
    }

    private static OptionalLong unsigned(String body) {
        Matcher clock = CLOCK.matcher(body);
        if (clock.matches()) {
            long days = number(clock.group(1));
            long hours = number(clock.group(2));
            long minutes = number(clock.group(3));
            long seconds = number(clock.group(4));
            if (hours > 23 || minutes > 59 || seconds > 59 || days > Long.MAX_VALUE / TICKS_PER_DAY - 1) {
                return OptionalLong.empty();
            }
            String fraction = clock.group(5) == null ? "" : clock.group(5);
            return OptionalLong.of(days * TICKS_PER_DAY
                    + hours * TICKS_PER_HOUR
                    + minutes * TICKS_PER_MINUTE
                    + seconds * TICKS_PER_SECOND
                    + number((fraction + "0000000").substring(0, 7)));
        }
        Matcher units = UNITS.matcher(body);
        if (!units.matches()) {
            return OptionalLong.empty();
        }
        String unit = units.group(2);
        BigDecimal ticksPerUnit;
        if (unit.isEmpty()) {
            ticksPerUnit = BigDecimal.valueOf(TICKS_PER_DAY);
        } else if (unit.matches("nano(s|sec|second|seconds)?")) {
            ticksPerUnit = new BigDecimal("0.01");
        } else {
            ticksPerUnit = BigDecimal.valueOf(unitTicks(unit));
        }
        BigDecimal ticks = new BigDecimal(units.group(1)).multiply(ticksPerUnit);
        boolean fits = ticksPerUnit.signum() != 0 && ticks.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
        return fits ? OptionalLong.of(ticks.longValue()) : OptionalLong.empty();
    }

    private static long number(@Nullable String digits) {
        return digits == null || digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    /** {@code [-][d.]hh:mm:ss[.fffffff]}: {@code 01:30:00}, {@code 1.00:00:00}, {@code 00:00:01.5000000}. */
    public static String format(long ticks) {
        StringBuilder text = new StringBuilder();
        if (ticks < 0) {
            text.append('-');
        }
        // The smallest long has no positive twin: digits are taken from remainders, whose sign is dropped one by one.
        long days = Math.abs(ticks / TICKS_PER_DAY);
        if (days != 0) {
            text.append(days).append('.');
        }
        Datetime.pad(text, Math.abs(ticks / TICKS_PER_HOUR % 24), 2).append(':');
        Datetime.pad(text, Math.abs(ticks / TICKS_PER_MINUTE % 60), 2).append(':');
        Datetime.pad(text, Math.abs(ticks / TICKS_PER_SECOND % 60), 2);
        long fraction = Math.abs(ticks % TICKS_PER_SECOND);
        if (fraction != 0) {
            Datetime.pad(text.append('.'), fraction, 7);
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return format(ticks);
    }
}
