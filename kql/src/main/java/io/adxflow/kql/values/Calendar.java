package io.adxflow.kql.values;

import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.Timespan;

/**
 * The calendar functions over ticks: parts of a datetime, starts and ends of days, weeks (which begin on Sunday), months and years. The
 * proleptic Gregorian calendar, UTC.
 */
public final class Calendar {
    private static final long EPOCH_DAY = Datetime.UNIX_EPOCH_TICKS / Timespan.TICKS_PER_DAY;
    /** 0001-01-01 was a Monday. */
    private static final int FIRST_WEEKDAY = 1;

    private Calendar() {}

    /** Whether ticks are of the years 1 to 9999. */
    public static boolean isValid(long ticks) {
        return ticks >= 0 && ticks <= Datetime.MAX_TICKS;
    }

    /** Year, month and day at once, for {@link #year(long)}, {@link #month(long)} and {@link #day(long)}: by days from civil, Hinnant. */
    static long yearMonthDay(long ticks) {
        long days = Math.floorDiv(ticks, Timespan.TICKS_PER_DAY) + 306;
        long era = Math.floorDiv(days, 146_097L);
        long ofEra = days - era * 146_097;
        long yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        long ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long monthFromMarch = (5 * ofYear + 2) / 153;
        long day = ofYear - (153 * monthFromMarch + 2) / 5 + 1;
        long month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        return year << 16 | month << 8 | day;
    }

    static int year(long packed) {
        return (int) (packed >> 16);
    }

    static int month(long packed) {
        return (int) (packed >> 8 & 0xFF);
    }

    static int day(long packed) {
        return (int) (packed & 0xFF);
    }

    /** {@code getyear}. */
    public static int yearOf(long ticks) {
        return year(yearMonthDay(ticks));
    }

    /** {@code getmonth}, 1 to 12. */
    public static int monthOf(long ticks) {
        return month(yearMonthDay(ticks));
    }

    /** {@code dayofmonth}, 1 to 31. */
    public static int dayOf(long ticks) {
        return day(yearMonthDay(ticks));
    }

    /** {@code dayofyear}, from 1. */
    public static int dayOfYear(long ticks) {
        return (int) ((ticks - startOfYear(yearOf(ticks))) / Timespan.TICKS_PER_DAY) + 1;
    }

    /** Days since Sunday, 0 to 6. */
    public static int dayOfWeek(long ticks) {
        return (int) Math.floorMod(ticks / Timespan.TICKS_PER_DAY + FIRST_WEEKDAY, 7L);
    }

    /** {@code hourofday}, 0 to 23. */
    public static int hourOf(long ticks) {
        return (int) (Math.floorMod(ticks, Timespan.TICKS_PER_DAY) / Timespan.TICKS_PER_HOUR);
    }

    /** {@code week_of_year}, ISO 8601: the week of the year that has its Thursday. */
    public static int weekOfYear(long ticks) {
        long day = Math.floorDiv(ticks, Timespan.TICKS_PER_DAY);
        // Days since Monday are those of 0001-01-01's counting.
        long thursday = day - Math.floorMod(day, 7L) + 3;
        return (int) ((thursday - startOfYear(yearOf(thursday * Timespan.TICKS_PER_DAY)) / Timespan.TICKS_PER_DAY) / 7)
                + 1;
    }

    /** Ticks at a date's midnight; a month beyond 12 or below 1 counts over into other years, as a day beyond its month does. */
    public static long date(long year, long month, long day) {
        long fromMarch = Math.floorMod(month - 3, 12L);
        long inYear = year + Math.floorDiv(month - 1, 12L) - (fromMarch >= 10 ? 1 : 0);
        long era = Math.floorDiv(inYear, 400L);
        long yearOfEra = inYear - era * 400;
        long ofYear = (153 * fromMarch + 2) / 5 + day - 1;
        long ofEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear;
        return (era * 146_097 + ofEra - 719_468 + EPOCH_DAY) * Timespan.TICKS_PER_DAY;
    }

    private static long startOfYear(long year) {
        return date(year, 1, 1);
    }

    /** Days in a month. */
    public static int daysIn(long year, int month) {
        return (int) ((date(year, month + 1L, 1) - date(year, month, 1)) / Timespan.TICKS_PER_DAY);
    }

    /** {@code startofday}, so many days on. */
    public static long startOfDay(long ticks, long offset) {
        return ticks - Math.floorMod(ticks, Timespan.TICKS_PER_DAY) + offset * Timespan.TICKS_PER_DAY;
    }

    /** {@code startofweek}, Sunday, so many weeks on. */
    public static long startOfWeek(long ticks, long offset) {
        return startOfDay(ticks, offset * 7 - dayOfWeek(ticks));
    }

    /** {@code startofmonth}, so many months on. */
    public static long startOfMonth(long ticks, long offset) {
        long packed = yearMonthDay(ticks);
        return date(year(packed), month(packed) + offset, 1);
    }

    /** {@code startofyear}, so many years on. */
    public static long startOfYear(long ticks, long offset) {
        return startOfYear(yearOf(ticks) + offset);
    }

    /** Adds months; a day that the month does not have becomes its last. */
    public static long addMonths(long ticks, long months) {
        long packed = yearMonthDay(ticks);
        long month = year(packed) * 12L + month(packed) - 1 + months;
        long inYear = Math.floorDiv(month, 12L);
        int ofYear = (int) Math.floorMod(month, 12L) + 1;
        int day = Math.min(day(packed), daysIn(inYear, ofYear));
        return date(inYear, ofYear, day) + Math.floorMod(ticks, Timespan.TICKS_PER_DAY);
    }
}
