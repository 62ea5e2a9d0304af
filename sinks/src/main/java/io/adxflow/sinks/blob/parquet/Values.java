package io.adxflow.sinks.blob.parquet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.DateTimeException;
import java.time.Instant;

/** Reads the fields of our CSV as values. All throw {@link NumberFormatException} for what is none. */
final class Values {
    private Values() {}

    static long integer(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        boolean negative = length > 0 && bytes[at] == '-';
        if (negative) {
            at++;
        }
        if (at == end || end - at > 19) {
            throw new NumberFormatException(text(bytes, offset, length));
        }
        long value = 0;
        for (; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                throw new NumberFormatException(text(bytes, offset, length));
            }
            // Downwards, where there is room for the smallest number.
            value = Math.subtractExact(Math.multiplyExact(value, 10), digit);
        }
        return negative ? value : Math.negateExact(value);
    }

    /** As Azure Data Explorer and Java write them, infinities and NaN included. */
    static double real(byte[] bytes, int offset, int length) {
        String text = text(bytes, offset, length);
        return switch (text) {
            case "NaN", "nan" -> Double.NaN;
            case "+Inf", "Inf", "inf", "Infinity", "+Infinity" -> Double.POSITIVE_INFINITY;
            case "-Inf", "-inf", "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    static boolean bool(byte[] bytes, int offset, int length) {
        return switch (text(bytes, offset, length)) {
            case "true", "True", "1" -> true;
            case "false", "False", "0" -> false;
            default -> throw new NumberFormatException(text(bytes, offset, length));
        };
    }

    /**
     * An ISO 8601 time in UTC, since the epoch; finer digits are cut, what does not fit is the nearest that does.
     *
     * @param perSecond units of the result
     */
    static long time(byte[] bytes, int offset, int length, long perSecond) {
        if (length >= 20 && isPlain(bytes, offset, length)) {
            long days = days(digits(bytes, offset, 4), digits(bytes, offset + 5, 2), digits(bytes, offset + 8, 2));
            long seconds = days * 86_400
                    + digits(bytes, offset + 11, 2) * 3_600L
                    + digits(bytes, offset + 14, 2) * 60L
                    + digits(bytes, offset + 17, 2);
            long nanos = 0;
            int fraction = length - 21;
            for (int i = 0; i < 9; i++) {
                nanos = nanos * 10 + (i < fraction ? bytes[offset + 20 + i] - '0' : 0);
            }
            return units(seconds, nanos, perSecond);
        }
        try {
            Instant time = Instant.parse(text(bytes, offset, length));
            return units(time.getEpochSecond(), time.getNano(), perSecond);
        } catch (DateTimeException e) {
            NumberFormatException none = new NumberFormatException(text(bytes, offset, length));
            none.initCause(e);
            throw none;
        }
    }

    private static long units(long seconds, long nanos, long perSecond) {
        long high = Math.multiplyHigh(seconds, perSecond);
        long low = seconds * perSecond;
        long sum = low + nanos / (1_000_000_000L / perSecond);
        if ((high != 0 || low < 0) && (high != -1 || low >= 0)) {
            return seconds < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return seconds > 0 && sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** {@code 2026-01-02T03:04:05[.fraction]Z} with digits where they belong. */
    private static boolean isPlain(byte[] bytes, int offset, int length) {
        for (int i = 0; i < length; i++) {
            byte c = bytes[offset + i];
            char expected =
                    switch (i) {
                        case 4, 7 -> '-';
                        case 10 -> 'T';
                        case 13, 16 -> ':';
                        case 19 -> length == 20 ? 'Z' : '.';
                        default -> i == length - 1 ? 'Z' : '0';
                    };
            if (expected == '0' ? c < '0' || c > '9' : c != expected) {
                return false;
            }
        }
        return length == 20 || (length >= 22 && length <= 30);
    }

    private static int digits(byte[] bytes, int offset, int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value * 10 + bytes[offset + i] - '0';
        }
        return value;
    }

    /** Days since 1970-01-01 in the proleptic Gregorian calendar. */
    private static long days(int year, int month, int day) {
        if (month < 1 || month > 12 || day < 1 || day > 31) {
            throw new NumberFormatException(year + "-" + month + "-" + day);
        }
        return java.time.LocalDate.of(year, month, 1).toEpochDay() + day - 1;
    }

    static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, ISO_8859_1);
    }
}
