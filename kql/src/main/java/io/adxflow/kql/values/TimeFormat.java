package io.adxflow.kql.values;

import io.adxflow.kql.types.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * {@code format_datetime} and {@code format_timespan}: a format is read as runs of one letter with the delimiters
 * {@code space / - : , . _ [ ]} between; a format with anything else gives the null that the functions give for it.
 */
public final class TimeFormat {
    private static final String DELIMITERS = " /-:,._[]";

    private TimeFormat() {}

    /** @return null when the format is not one */
    public static @Nullable String datetime(long ticks, String format) {
        long packed = Calendar.yearMonthDay(ticks);
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < format.length(); ) {
            char c = format.charAt(at);
            int run = run(format, at);
            if (DELIMITERS.indexOf(c) >= 0) {
                text.append(c);
                at++;
                continue;
            }
            int hour = Calendar.hourOf(ticks);
            boolean known =
                    switch (c) {
                        case 'y' -> year(text, Calendar.year(packed), run);
                        case 'M' -> number(text, Calendar.month(packed), run, 2);
                        case 'd' -> number(text, Calendar.day(packed), run, 2);
                        case 'H' -> number(text, hour, run, 2);
                        case 'h' -> number(text, hour % 12 == 0 ? 12 : hour % 12, run, 2);
                        case 'm' -> number(text, ticks / Timespan.TICKS_PER_MINUTE % 60, run, 2);
                        case 's' -> number(text, ticks / Timespan.TICKS_PER_SECOND % 60, run, 2);
                        case 'f', 'F' -> fraction(text, ticks % Timespan.TICKS_PER_SECOND, run, c == 'F');
                        case 't' -> run == 2 && text.append(hour < 12 ? "AM" : "PM") != null;
                        default -> false;
                    };
            if (!known) {
                return null;
            }
            at += run;
        }
        return text.toString();
    }

    /** @return null when the format is not one */
    public static @Nullable String timespan(long ticks, String format) {
        StringBuilder text = new StringBuilder();
        if (ticks < 0) {
            text.append('-');
        }
        long ofDay = Math.abs(ticks % Timespan.TICKS_PER_DAY);
        for (int at = 0; at < format.length(); ) {
            char c = format.charAt(at);
            int run = run(format, at);
            if (DELIMITERS.indexOf(c) >= 0) {
                text.append(c);
                at++;
                continue;
            }
            boolean known =
                    switch (c) {
                        case 'd' -> number(text, Math.abs(ticks / Timespan.TICKS_PER_DAY), run, 8);
                        case 'H', 'h' -> number(text, ofDay / Timespan.TICKS_PER_HOUR, run, 2);
                        case 'm' -> number(text, ofDay / Timespan.TICKS_PER_MINUTE % 60, run, 2);
                        case 's' -> number(text, ofDay / Timespan.TICKS_PER_SECOND % 60, run, 2);
                        case 'f', 'F' -> fraction(text, ofDay % Timespan.TICKS_PER_SECOND, run, c == 'F');
                        default -> false;
                    };
            if (!known) {
                return null;
            }
            at += run;
        }
        return text.toString();
    }

    private static int run(String format, int at) {
        int end = at;
        while (end < format.length() && format.charAt(end) == format.charAt(at)) {
            end++;
        }
        return end - at;
    }

    private static boolean year(StringBuilder text, int year, int run) {
        return switch (run) {
            case 1 -> number(text, year % 100, 1, 2);
            case 2 -> number(text, year % 100, 2, 2);
            case 4 -> number(text, year, 4, 4);
            default -> false;
        };
    }

    private static boolean number(StringBuilder text, long value, int run, int maxRun) {
        if (run > maxRun) {
            return false;
        }
        String digits = Long.toString(value);
        text.append("0".repeat(Math.max(0, run - digits.length()))).append(digits);
        return true;
    }

    /** {@code f} shows all digits asked for; {@code F} leaves out the zeros at their end. */
    private static boolean fraction(StringBuilder text, long ticks, int run, boolean withoutZeros) {
        if (run > 7) {
            return false;
        }
        String seven = Long.toString(Timespan.TICKS_PER_SECOND + ticks).substring(1);
        int end = run;
        while (withoutZeros && end > 0 && seven.charAt(end - 1) == '0') {
            end--;
        }
        text.append(seven, 0, end);
        return true;
    }
}
