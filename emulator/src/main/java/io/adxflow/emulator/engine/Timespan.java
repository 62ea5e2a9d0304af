package io.adxflow.emulator.engine;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kusto's timespans: {@code [-][d.]hh:mm:ss[.fffffff]}, or a number with a unit as in {@code 5m}. */
public final class Timespan {
    private static final Pattern CLOCK =
            Pattern.compile("(-)?(?:(\\d+)\\.)?(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?");
    private static final Pattern UNIT = Pattern.compile(
            "(-?\\d+(?:\\.\\d+)?)(d|days?|h|hours?|hr|m|min|minutes?|s|sec|seconds?|ms|microseconds?|ticks?)");

    private Timespan() {}

    /** Whether the text is a timespan. */
    public static boolean matches(String text) {
        return CLOCK.matcher(text).matches() || UNIT.matcher(text).matches();
    }

    /**
     * The duration that a text says.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Duration parse(String text) {
        Matcher clock = CLOCK.matcher(text);
        if (clock.matches()) {
            String fraction = clock.group(6) == null ? "0" : (clock.group(6) + "00000000").substring(0, 9);
            Duration duration = Duration.ofDays(number(clock.group(2)))
                    .plusHours(number(clock.group(3)))
                    .plusMinutes(number(clock.group(4)))
                    .plusSeconds(number(clock.group(5)))
                    .plusNanos(number(fraction));
            return clock.group(1) == null ? duration : duration.negated();
        }
        Matcher unit = UNIT.matcher(text);
        if (!unit.matches()) {
            throw new IllegalArgumentException("not a timespan: " + text);
        }
        double nanos = Double.parseDouble(unit.group(1)) * nanosOf(unit.group(2));
        return Duration.ofNanos((long) nanos);
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static double nanosOf(String unit) {
        if (unit.startsWith("d")) {
            return 86_400e9;
        }
        if (unit.startsWith("h")) {
            return 3_600e9;
        }
        if (unit.startsWith("micro")) {
            return 1e3;
        }
        if (unit.equals("ms")) {
            return 1e6;
        }
        if (unit.startsWith("m")) {
            return 60e9;
        }
        return unit.startsWith("t") ? 100 : 1e9;
    }

    /** The form that Kusto prints. */
    public static String print(Duration duration) {
        Duration positive = duration.abs();
        String fraction = positive.toNanosPart() == 0 ? "" : ".%07d".formatted(positive.toNanosPart() / 100);
        return (duration.isNegative() ? "-" : "")
                + (positive.toDays() == 0 ? "" : positive.toDays() + ".")
                + "%02d:%02d:%02d%s"
                        .formatted(
                                positive.toHoursPart(), positive.toMinutesPart(), positive.toSecondsPart(), fraction);
    }
}
