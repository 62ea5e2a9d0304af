package io.adxflow.kql.library;

import static io.adxflow.kql.library.Arguments.text;
import static io.adxflow.kql.library.Arguments.ticks;
import static io.adxflow.kql.library.Arguments.whole;

import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.Timespan;
import io.adxflow.kql.values.Calendar;
import io.adxflow.kql.values.Conversions;
import io.adxflow.kql.values.DateParts;
import io.adxflow.kql.values.TimeFormat;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Datetimes and timespans: parts, calendar, formats, time zones. */
final class TimeFunctions {
    private TimeFunctions() {}

    static void addTo(Library library) {
        for (String name : new String[] {"getmonth", "monthofyear"}) {
            part(library, name, Calendar::monthOf);
        }
        part(library, "week_of_year", Calendar::weekOfYear);
        part(library, "getyear", Calendar::yearOf);
        part(library, "dayofmonth", Calendar::dayOf);
        part(library, "dayofyear", Calendar::dayOfYear);
        part(library, "hourofday", Calendar::hourOf);
        library.add("dayofweek", a -> new Timespan(Calendar.dayOfWeek(ticks(a, 0)) * Timespan.TICKS_PER_DAY));
        period(library, "day", Calendar::startOfDay);
        period(library, "week", Calendar::startOfWeek);
        period(library, "month", Calendar::startOfMonth);
        period(library, "year", Calendar::startOfYear);
        library.add("datetime_part", a -> {
            DateParts part = DateParts.of(text(a, 0));
            return part == null ? null : (Long) part.of(ticks(a, 1));
        });
        library.add("datetime_add", a -> {
            DateParts part = DateParts.of(text(a, 0));
            return part == null ? null : datetime(part.add(ticks(a, 2), whole(a, 1)));
        });
        library.add("datetime_diff", a -> {
            DateParts part = DateParts.of(text(a, 0));
            return part == null ? null : (Long) part.diff(ticks(a, 1), ticks(a, 2));
        });
        library.add("format_datetime", a -> TimeFormat.datetime(ticks(a, 0), text(a, 1)));
        library.add("format_timespan", a -> TimeFormat.timespan(ticks(a, 0), text(a, 1)));
        library.add("make_datetime", TimeFunctions::makeDatetime);
        library.add("make_timespan", TimeFunctions::makeTimespan);
        unixTime(library, "unixtime_seconds_todatetime", Timespan.TICKS_PER_SECOND, 1);
        unixTime(library, "unixtime_milliseconds_todatetime", Timespan.TICKS_PER_MILLISECOND, 1);
        unixTime(library, "unixtime_microseconds_todatetime", Timespan.TICKS_PER_MICROSECOND, 1);
        unixTime(library, "unixtime_nanoseconds_todatetime", 1, 100);
        library.add("datetime_utc_to_local", a -> toLocal(ticks(a, 0), text(a, 1)));
        library.add("datetime_local_to_utc", a -> toUtc(ticks(a, 0), text(a, 1)));
    }

    private static @Nullable Datetime datetime(long ticks) {
        return Calendar.isValid(ticks) ? new Datetime(ticks) : null;
    }

    private static void part(Library library, String name, LongUnaryOperator part) {
        library.add(name, a -> part.applyAsLong(ticks(a, 0)));
    }

    private static void period(Library library, String name, LongBinaryOperator start) {
        library.add(
                "startof" + name,
                a -> inRange(whole(a, 1, 0)) ? datetime(start.applyAsLong(ticks(a, 0), whole(a, 1, 0))) : null);
        library.add(
                "endof" + name,
                a -> inRange(whole(a, 1, 0)) ? datetime(start.applyAsLong(ticks(a, 0), whole(a, 1, 0) + 1) - 1) : null);
    }

    /** More periods than years that there are lead out of the calendar, and must not wrap. */
    private static boolean inRange(long periods) {
        return periods > -4_000_000 && periods < 4_000_000;
    }

    private static void unixTime(Library library, String name, long ticksPerUnit, long unitsPerTick) {
        library.add(name, a -> {
            BigDecimal units = Conversions.toDecimal(a[0]);
            if (units == null || units.precision() - units.scale() > 30) {
                return null;
            }
            BigDecimal since = units.multiply(BigDecimal.valueOf(ticksPerUnit))
                    .divide(BigDecimal.valueOf(unitsPerTick), 0, RoundingMode.FLOOR);
            return since.toBigInteger().bitLength() > 62
                    ? null
                    : datetime(Datetime.UNIX_EPOCH_TICKS + since.longValue());
        });
    }

    private static @Nullable Datetime makeDatetime(@Nullable Object[] a) {
        if (a.length == 1) {
            return Conversions.toDatetime(a[0]);
        }
        long year = whole(a, 0);
        long month = whole(a, 1, 1);
        long day = whole(a, 2, 1);
        if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > Calendar.daysIn(year, (int) month)) {
            return null;
        }
        Timespan time = clock(0, whole(a, 3, 0), whole(a, 4, 0), a.length > 5 ? a[5] : Long.valueOf(0));
        return time == null ? null : datetime(Calendar.date(year, month, day) + time.ticks());
    }

    private static @Nullable Timespan makeTimespan(@Nullable Object[] a) {
        return switch (a.length) {
            case 1 -> Conversions.toTimespan(a[0]);
            case 2 -> clock(0, whole(a, 0), whole(a, 1), 0L);
            case 3 -> clock(0, whole(a, 0), whole(a, 1), a[2]);
            default -> clock(whole(a, 0), whole(a, 1), whole(a, 2), a[3]);
        };
    }

    private static @Nullable Timespan clock(long days, long hours, long minutes, @Nullable Object seconds) {
        Double fraction = Conversions.toReal(seconds);
        if (fraction == null
                || !(fraction >= 0 && fraction < 60)
                || hours < 0
                || hours > 23
                || minutes < 0
                || minutes > 59) {
            return null;
        }
        if (days < 0 || days > Long.MAX_VALUE / Timespan.TICKS_PER_DAY - 1) {
            return null;
        }
        long ticks = BigDecimal.valueOf(fraction)
                .movePointRight(7)
                .setScale(0, RoundingMode.DOWN)
                .longValue();
        return new Timespan(days * Timespan.TICKS_PER_DAY
                + hours * Timespan.TICKS_PER_HOUR
                + minutes * Timespan.TICKS_PER_MINUTE
                + ticks);
    }

    private static @Nullable Datetime toLocal(long ticks, String zone) {
        ZoneId id = zone(zone);
        return id == null ? null : datetime(ticks + offset(id.getRules().getOffset(Datetime.instant(ticks))));
    }

    private static @Nullable Datetime toUtc(long ticks, String zone) {
        ZoneId id = zone(zone);
        LocalDateTime local = LocalDateTime.ofInstant(Datetime.instant(ticks), ZoneOffset.UTC);
        return id == null ? null : datetime(ticks - offset(id.getRules().getOffset(local)));
    }

    private static long offset(ZoneOffset offset) {
        return offset.getTotalSeconds() * Timespan.TICKS_PER_SECOND;
    }

    private static @Nullable ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            return null;
        }
    }
}
