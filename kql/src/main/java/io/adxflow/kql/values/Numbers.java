package io.adxflow.kql.values;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Text to numbers, booleans and GUIDs: what is no such text is null. Blanks around it do not matter. */
public final class Numbers {
    /** Digits of a decimal's arithmetic. */
    public static final MathContext DECIMAL = MathContext.DECIMAL128;

    private static final int LONGEST_NUMBER = 400;
    private static final int LONGEST_EXPONENT = 4000;

    private Numbers() {}

    /** Digits with a sign, or {@code 0x} and hexadecimal digits; null when it is none or does not fit. */
    public static @Nullable Long parseLong(String text) {
        String digits = text.strip();
        if (digits.isEmpty() || digits.length() > LONGEST_NUMBER) {
            return null;
        }
        try {
            boolean negative = digits.charAt(0) == '-';
            String body = negative || digits.charAt(0) == '+' ? digits.substring(1) : digits;
            if (body.startsWith("0x") || body.startsWith("0X")) {
                long value = Long.parseUnsignedLong(body.substring(2), 16);
                return negative ? -value : value;
            }
            return isAsciiDigits(body) ? Long.valueOf(digits) : null;
        } catch (NumberFormatException noNumber) {
            return null;
        }
    }

    /** As {@link #parseLong}, when it fits into 32 bits. */
    public static @Nullable Integer parseInt(String text) {
        Long value = parseLong(text);
        return value == null || value != value.intValue() ? null : (Integer) value.intValue();
    }

    /** A decimal number with or without an exponent, {@code nan}, or {@code inf} with a sign. */
    public static @Nullable Double parseReal(String text) {
        String number = text.strip();
        if (number.isEmpty() || number.length() > LONGEST_NUMBER) {
            return null;
        }
        return switch (number.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> decimal(number);
        };
    }

    private static @Nullable Double decimal(String number) {
        if (!isNumber(number)) {
            Long hexadecimal = parseLong(number);
            return hexadecimal == null ? null : (Double) hexadecimal.doubleValue();
        }
        return Double.valueOf(number);
    }

    /** A decimal number with or without an exponent. */
    public static @Nullable BigDecimal parseDecimal(String text) {
        String number = text.strip();
        if (number.isEmpty() || number.length() > LONGEST_NUMBER || !isNumber(number)) {
            return null;
        }
        try {
            BigDecimal value = new BigDecimal(number, DECIMAL);
            return Math.abs((long) value.scale()) > LONGEST_EXPONENT ? null : value;
        } catch (NumberFormatException tooLarge) {
            return null;
        }
    }

    /** {@code true} and {@code false} in any case, and numbers, of which 0 is false. */
    public static @Nullable Boolean parseBool(String text) {
        String word = text.strip();
        if (word.equalsIgnoreCase("true")) {
            return true;
        }
        if (word.equalsIgnoreCase("false")) {
            return false;
        }
        Long number = parseLong(word);
        return number == null ? null : (Boolean) (number != 0);
    }

    /** 32 hexadecimal digits, with single hyphens between them or none; a brace before and what comes behind does not matter. */
    public static @Nullable UUID parseGuid(String text) {
        String body = text.strip();
        int at = body.startsWith("{") ? 1 : 0;
        long high = 0;
        long low = 0;
        for (int digits = 0; digits < 32; at++) {
            char c = at < body.length() ? body.charAt(at) : 0;
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit >= 0) {
                high = digits < 16 ? high << 4 | digit : high;
                low = digits < 16 ? low : low << 4 | digit;
                digits++;
            } else if (c != '-' || digits == 0 || body.charAt(at - 1) == '-') {
                return null;
            }
        }
        return new UUID(high, low);
    }

    /** Toward zero; null for what is no number or does not fit into 64 bits. */
    public static @Nullable Long truncate(double value) {
        return value >= -0x1p63 && value < 0x1p63 ? (Long) (long) value : null;
    }

    private static boolean isAsciiDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** {@code [+-] digits [. digits] [e [+-] digits]}: stricter than Java, which takes {@code 1f} and {@code 0x1p3}. */
    private static boolean isNumber(String text) {
        int at = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
        int whole = digits(text, at);
        at += whole;
        int fraction = 0;
        if (at < text.length() && text.charAt(at) == '.') {
            fraction = digits(text, at + 1);
            at += 1 + fraction;
        }
        if (whole + fraction == 0) {
            return false;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
                at++;
            }
            int exponent = digits(text, at);
            if (exponent == 0) {
                return false;
            }
            at += exponent;
        }
        return at == text.length();
    }

    private static int digits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end - from;
    }
}
