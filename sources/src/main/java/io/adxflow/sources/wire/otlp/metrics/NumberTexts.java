package io.adxflow.sources.wire.otlp.metrics;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;

/**
 * Doubles as text that other senders write too, so that their series meet: the fewest digits that read back as the same double,
 * which {@link Double#toString} does not always find before Java 19. Remembers a bounded number.
 */
final class NumberTexts {
    private static final int MAX_REMEMBERED = 4096;
    private static final int MOST_DIGITS = 17;
    /** Where Go's encoding/json, and so the OpenTelemetry Collector, changes to exponents. */
    private static final int LEAST_PLAIN_EXPONENT = -6;

    private static final int MOST_PLAIN_EXPONENT = 20;

    private static final RoundingMode[] ROUNDINGS = {RoundingMode.HALF_EVEN, RoundingMode.UP};

    private final Map<Long, byte[]> bounds = new HashMap<>();

    /**
     * A bucket's bound or a quantile as Prometheus writes it: never with an exponent (Go's strconv.FormatFloat with 'f' and -1).
     */
    byte[] plain(double number) {
        long bits = Double.doubleToLongBits(number);
        byte[] text = bounds.get(bits);
        if (text == null) {
            if (bounds.size() >= MAX_REMEMBERED) {
                bounds.clear();
            }
            text = plainText(number).getBytes(US_ASCII);
            bounds.put(bits, text);
        }
        return text;
    }

    private static String plainText(double number) {
        if (!Double.isFinite(number)) {
            return Double.isNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
        }
        return number == 0 ? zero(number) : shortest(number).toPlainString();
    }

    /** The value of an attribute, as the Collector turns it into a string: like JSON, and the three that JSON has no number for. */
    static String attribute(double number) {
        if (!Double.isFinite(number)) {
            return Double.isNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
        }
        if (number == 0) {
            return zero(number);
        }
        BigDecimal shortest = shortest(number);
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= LEAST_PLAIN_EXPONENT && exponent <= MOST_PLAIN_EXPONENT) {
            return shortest.toPlainString();
        }
        String digits = shortest.unscaledValue().abs().toString();
        return (number < 0 ? "-" : "") + digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "") + "e"
                + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
    }

    private static String zero(double number) {
        return 1 / number < 0 ? "-0" : "0";
    }

    private static BigDecimal shortest(double number) {
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < MOST_DIGITS; digits++) {
            // The nearest decimal first. Above a power of two it may not read back while its neighbour does: doubles
            // lie
            // further apart there than below.
            for (RoundingMode rounding : ROUNDINGS) {
                BigDecimal rounded = exact.round(new MathContext(digits, rounding));
                if (rounded.doubleValue() == number) {
                    return rounded.stripTrailingZeros();
                }
            }
        }
        return exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    }
}
