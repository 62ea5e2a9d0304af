package io.adxflow.kql.values;

import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.DatetimeParser;
import io.adxflow.kql.types.Timespan;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code datetime_part}, {@code datetime_add} and {@code datetime_diff}: by the name of a part, whose case does not matter. */
public enum DateParts {
    YEAR,
    QUARTER,
    MONTH,
    WEEK_OF_YEAR,
    WEEK,
    DAY,
    DAYOFYEAR,
    HOUR,
    MINUTE,
    SECOND,
    MILLISECOND,
    MICROSECOND,
    NANOSECOND;

    private static final int NANOSECONDS_PER_TICK = 100;

    /** The part of that name; null when there is none. */
    public static @Nullable DateParts of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "year" -> YEAR;
            case "quarter" -> QUARTER;
            case "month" -> MONTH;
            case "week_of_year", "weekofyear" -> WEEK_OF_YEAR;
            case "week" -> WEEK;
            case "day" -> DAY;
            case "dayofyear" -> DAYOFYEAR;
            case "hour" -> HOUR;
            case "minute" -> MINUTE;
            case "second" -> SECOND;
            case "millisecond" -> MILLISECOND;
            case "microsecond" -> MICROSECOND;
            case "nanosecond" -> NANOSECOND;
            default -> null;
        };
    }

    /** The part of a datetime; those finer than a second hold all of the second's fraction. */
    public long of(long ticks) {
        long fraction = Math.floorMod(ticks, Timespan.TICKS_PER_SECOND);
        return switch (this) {
            case YEAR -> Calendar.yearOf(ticks);
            case QUARTER -> (Calendar.monthOf(ticks) + 2) / 3;
            case MONTH -> Calendar.monthOf(ticks);
            case WEEK_OF_YEAR, WEEK -> Calendar.weekOfYear(ticks);
            case DAY -> Calendar.dayOf(ticks);
            case DAYOFYEAR -> Calendar.dayOfYear(ticks);
            case HOUR -> Calendar.hourOf(ticks);
            case MINUTE -> ticks / Timespan.TICKS_PER_MINUTE % 60;
            case SECOND -> ticks / Timespan.TICKS_PER_SECOND % 60;
            case MILLISECOND -> fraction / Timespan.TICKS_PER_MILLISECOND;
            case MICROSECOND -> fraction / Timespan.TICKS_PER_MICROSECOND;
            case NANOSECOND -> fraction * NANOSECONDS_PER_TICK;
        };
    }

    /** The datetime so many parts later; {@link DatetimeParser#INVALID} when it is not in the years 1 to 9999. */
    public long add(long ticks, long amount) {
        long limit = Datetime.MAX_TICKS;
        if (amount > limit || amount < -limit) {
            return DatetimeParser.INVALID;
        }
        long result =
                switch (this) {
                    case YEAR -> addMonths(ticks, amount, 12);
                    case QUARTER -> addMonths(ticks, amount, 3);
                    case MONTH -> addMonths(ticks, amount, 1);
                    case WEEK, WEEK_OF_YEAR -> addTicks(ticks, amount, 7 * Timespan.TICKS_PER_DAY);
                    case DAY, DAYOFYEAR -> addTicks(ticks, amount, Timespan.TICKS_PER_DAY);
                    case HOUR -> addTicks(ticks, amount, Timespan.TICKS_PER_HOUR);
                    case MINUTE -> addTicks(ticks, amount, Timespan.TICKS_PER_MINUTE);
                    case SECOND -> addTicks(ticks, amount, Timespan.TICKS_PER_SECOND);
                    case MILLISECOND -> addTicks(ticks, amount, Timespan.TICKS_PER_MILLISECOND);
                    case MICROSECOND -> addTicks(ticks, amount, Timespan.TICKS_PER_MICROSECOND);
                    case NANOSECOND -> ticks + amount / NANOSECONDS_PER_TICK;
                };
        return Calendar.isValid(result) ? result : DatetimeParser.INVALID;
    }

    /** Borders of the part between two datetimes: the trunk of the first less that of the second. */
    public long diff(long first, long second) {
        return switch (this) {
            case YEAR -> Calendar.yearOf(first) - (long) Calendar.yearOf(second);
            case QUARTER -> quarters(first) - quarters(second);
            case MONTH -> months(first) - months(second);
            case WEEK, WEEK_OF_YEAR ->
                (Calendar.startOfWeek(first, 0) - Calendar.startOfWeek(second, 0)) / (7 * Timespan.TICKS_PER_DAY);
            case DAY, DAYOFYEAR -> borders(first, second, Timespan.TICKS_PER_DAY);
            case HOUR -> borders(first, second, Timespan.TICKS_PER_HOUR);
            case MINUTE -> borders(first, second, Timespan.TICKS_PER_MINUTE);
            case SECOND -> borders(first, second, Timespan.TICKS_PER_SECOND);
            case MILLISECOND -> borders(first, second, Timespan.TICKS_PER_MILLISECOND);
            case MICROSECOND -> borders(first, second, Timespan.TICKS_PER_MICROSECOND);
            case NANOSECOND -> (first - second) * NANOSECONDS_PER_TICK;
        };
    }

    private static long addMonths(long ticks, long amount, int months) {
        // Ten thousand years of months: further is out of range anyway, and must not wrap.
        return amount < -120_000 || amount > 120_000
                ? DatetimeParser.INVALID
                : Calendar.addMonths(ticks, amount * months);
    }

    private static long addTicks(long ticks, long amount, long unit) {
        long most = Datetime.MAX_TICKS / unit;
        return amount < -most || amount > most ? DatetimeParser.INVALID : ticks + amount * unit;
    }

    private static long months(long ticks) {
        return Calendar.yearOf(ticks) * 12L + Calendar.monthOf(ticks);
    }

    private static long quarters(long ticks) {
        return (months(ticks) - 1) / 3;
    }

    private static long borders(long first, long second, long unit) {
        return first / unit - second / unit;
    }
}
