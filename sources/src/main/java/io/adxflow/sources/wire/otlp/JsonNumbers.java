package io.adxflow.sources.wire.otlp;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Reads numbers of protobuf's JSON mapping, which may come as numbers or as texts, and whole ones with a fraction of zero. */
final class JsonNumbers {
    private static final int MAX_CHARS = 400;
    private static final int MOST_DIGITS = 20;

    private JsonNumbers() {}

    /**
     * The bits of a whole number.
     *
     * @throws NumberFormatException when the text is no whole number, or none of the type
     */
    static long whole(String text, FieldDescriptor.Type type) {
        BigInteger number = exact(text);
        int bits =
                switch (type) {
                    case INT32, SINT32, SFIXED32, ENUM -> 31;
                    case UINT32, FIXED32 -> 32;
                    case INT64, SINT64, SFIXED64 -> 63;
                    default -> 64;
                };
        boolean unsigned = bits % 2 == 0;
        if (number.bitLength() > bits || (unsigned && number.signum() < 0)) {
            throw new NumberFormatException("out of range");
        }
        return number.longValue();
    }

    private static BigInteger exact(String text) {
        checkShape(text);
        BigDecimal number = new BigDecimal(text);
        // Before it is written out: 1e999999999 has a billion digits.
        if (number.signum() != 0 && (long) number.precision() - number.scale() > MOST_DIGITS) {
            throw new NumberFormatException("out of range");
        }
        BigDecimal bare = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        if (bare.scale() > 0) {
            throw new NumberFormatException("not a whole number");
        }
        return bare.toBigIntegerExact();
    }

    /** @throws NumberFormatException when the text is no number, or one that no double holds */
    static double real(String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> finite(text);
        };
    }

    private static double finite(String text) {
        checkShape(text);
        double number = Double.parseDouble(text);
        if (Double.isInfinite(number)) {
            throw new NumberFormatException("out of range");
        }
        return number;
    }

    /** Java also reads hexadecimal, type letters, spaces, and digits of other scripts. */
    private static void checkShape(String text) {
        if (text.length() > MAX_CHARS) {
            throw new NumberFormatException("longer than " + MAX_CHARS + " characters");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && "+-.eE".indexOf(c) < 0) {
                throw new NumberFormatException("not a number");
            }
        }
    }
}
