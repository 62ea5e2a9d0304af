package io.adxflow.kql.values;

import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.Timespan;

/** Writes datetimes and timespans as text into bytes, without making strings, in the forms that {@code tostring()} gives. */
public final class TimeText {
    /** Bytes that the longest form takes. */
    public static final int MAX_BYTES = 32;

    private TimeText() {}

    /** Writes {@code 2026-01-01T00:00:00.0000000Z}.
     *
     * @return the index behind it */
    public static int putDatetime(byte[] to, int at, long ticks) {
        long packed = Calendar.yearMonthDay(ticks);
        int next = digits(to, at, Calendar.year(packed), 4);
        to[next++] = '-';
        next = digits(to, next, Calendar.month(packed), 2);
        to[next++] = '-';
        next = digits(to, next, Calendar.day(packed), 2);
        to[next++] = 'T';
        long ofDay = Math.floorMod(ticks, Timespan.TICKS_PER_DAY);
        next = clock(to, next, ofDay);
        to[next++] = '.';
        next = digits(to, next, ofDay % Timespan.TICKS_PER_SECOND, 7);
        to[next++] = 'Z';
        return next;
    }

    /** Writes {@code [-][d.]hh:mm:ss[.fffffff]}.
     *
     * @return the index behind it */
    public static int putTimespan(byte[] to, int at, long ticks) {
        int next = at;
        if (ticks < 0) {
            to[next++] = '-';
        }
        // The smallest long has no positive twin: magnitudes are taken of quotients.
        long days = Math.abs(ticks / Timespan.TICKS_PER_DAY);
        if (days != 0) {
            next = digits(to, next, days, 1);
            to[next++] = '.';
        }
        long ofDay = Math.abs(ticks % Timespan.TICKS_PER_DAY);
        next = clock(to, next, ofDay);
        long fraction = ofDay % Timespan.TICKS_PER_SECOND;
        if (fraction != 0) {
            to[next++] = '.';
            next = digits(to, next, fraction, 7);
        }
        return next;
    }

    /** The text of a datetime. */
    public static String datetime(long ticks) {
        return ascii(ticks, true);
    }

    /** The text of a timespan. */
    public static String timespan(long ticks) {
        return ascii(ticks, false);
    }

    private static String ascii(long ticks, boolean datetime) {
        byte[] bytes = new byte[MAX_BYTES];
        int end = datetime
                ? putDatetime(bytes, 0, Math.min(Math.max(ticks, 0), Datetime.MAX_TICKS))
                : putTimespan(bytes, 0, ticks);
        return new String(bytes, 0, end, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static int clock(byte[] to, int at, long ofDay) {
        int next = digits(to, at, ofDay / Timespan.TICKS_PER_HOUR, 2);
        to[next++] = ':';
        next = digits(to, next, ofDay / Timespan.TICKS_PER_MINUTE % 60, 2);
        to[next++] = ':';
        return digits(to, next, ofDay / Timespan.TICKS_PER_SECOND % 60, 2);
    }

    /** Writes the digits of a number that is not negative.
     *
     * @return the index behind it */
    public static int putDigits(byte[] to, int at, long value) {
        return digits(to, at, value, 1);
    }

    /** Writes a number that is not negative, with at least so many digits. */
    private static int digits(byte[] to, int at, long value, int width) {
        int count = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            count++;
        }
        int end = at + Math.max(count, width);
        long rest = value;
        for (int i = end - 1; i >= at; i--) {
            to[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return end;
    }
}
