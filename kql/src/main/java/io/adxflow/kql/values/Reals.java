package io.adxflow.kql.values;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Reals as text and text as numbers. A real is written with the fewest digits that read back as it, without a trailing {@code .0}, and with an
 * exponent from 1E+15 up and below 1E-05: {@code 1}, {@code 0.1}, {@code 1E+20}, {@code 1E-07}, {@code NaN}, {@code Infinity}.
 */
public final class Reals {
    private static final int LONGEST_PLAIN = 15;
    private static final int SMALLEST_PLAIN = -5;

    private Reals() {}

    /** The text of {@code tostring(real)}. */
    public static String format(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        long whole = (long) value;
        if (whole == value && Math.abs(whole) < 1_000_000_000_000_000L) {
            return whole == 0 && 1 / value < 0 ? "-0" : Long.toString(whole);
        }
        BigDecimal shortest = shortest(value);
        String digits = shortest.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        StringBuilder text = new StringBuilder();
        if (value < 0) {
            text.append('-');
        }
        if (exponent >= LONGEST_PLAIN || exponent < SMALLEST_PLAIN) {
            text.append(digits.charAt(0));
            if (digits.length() > 1) {
                text.append('.').append(digits, 1, digits.length());
            }
            text.append('E').append(exponent < 0 ? '-' : '+');
            return text.append(Math.abs(exponent) < 10 ? "0" : "")
                    .append(Math.abs(exponent))
                    .toString();
        }
        if (exponent < 0) {
            return text.append("0.")
                    .append("0".repeat(-exponent - 1))
                    .append(digits)
                    .toString();
        }
        if (digits.length() <= exponent + 1) {
            return text.append(digits)
                    .append("0".repeat(exponent + 1 - digits.length()))
                    .toString();
        }
        return text.append(digits, 0, exponent + 1)
                .append('.')
                .append(digits, exponent + 1, digits.length())
                .toString();
    }

    /** As it stands inside a dynamic value: the same digits, with {@code .0} behind a whole number. */
    public static String formatJson(double value) {
        String text = format(value);
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return '"' + text + '"';
        }
        return text.indexOf('.') < 0 && text.indexOf('E') < 0 ? text + ".0" : text;
    }

    /** The fewest digits that read back as the value, nearest to it; JDK 17's own text may have one too many. */
    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        while (digits.precision() > 1) {
            BigDecimal shorter = exact.round(new MathContext(digits.precision() - 1));
            if (shorter.doubleValue() != value) {
                break;
            }
            digits = shorter.stripTrailingZeros();
        }
        return digits;
    }
}
