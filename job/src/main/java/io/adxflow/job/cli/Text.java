package io.adxflow.job.cli;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class Text {
    private static final String[] BYTE_UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    private Text() {}

    /** {@code 1.2 MB}: three digits or so, powers of 1024. */
    public static String bytes(double bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < BYTE_UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        String format = unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, format, value, BYTE_UNITS[unit]);
    }

    /** {@code 12,345}. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Rounded to a whole number. */
    public static String count(double count) {
        return count(Math.round(count));
    }

    /** The two largest units: {@code 3 h 12 min}, {@code 45 s}. */
    public static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        } else if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        } else if (seconds < 86_400) {
            return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
        }
        return seconds / 86_400 + " d " + seconds % 86_400 / 3600 + " h";
    }

    /** {@code 1 file}, {@code 2 files}. */
    public static String plural(long count, String noun) {
        return plural(count, noun, noun + "s");
    }

    /** {@code 1 batch}, {@code 2 batches}. */
    public static String plural(long count, String one, String many) {
        return count(count) + " " + (count == 1 ? one : many);
    }
}
