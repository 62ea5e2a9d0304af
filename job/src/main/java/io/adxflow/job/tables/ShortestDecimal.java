package io.adxflow.job.tables;

import java.math.BigInteger;

/**
 * Finds the shortest decimal that reads back as a given double, the one closest to it when there are several: Raffaello
 * Giulietti, "The Schubfach way to render doubles" (2020). {@link Double#toString} of Java 17 does not (JDK-4511638).
 * Reusable, not thread-safe.
 */
final class ShortestDecimal {
    private static final int FRACTION_BITS = 52;
    private static final long IMPLICIT_BIT = 1L << FRACTION_BITS;
    private static final int MIN_BINARY_EXPONENT = -1074;
    private static final int MIN_DECIMAL_EXPONENT = -324;
    private static final int MAX_DECIMAL_EXPONENT = 292;
    private static final long LOW_63_BITS = Long.MAX_VALUE;

    /** For each decimal exponent k, 10^-k scaled into [2^125, 2^126) and rounded up: upper and lower 63 bits. */
    private static final long[] SCALED_POWERS = scaledPowers();

    private long digits;
    private int exponent;

    /** The decimal's digits as an integer, without trailing zeros. */
    long digits() {
        return digits;
    }

    /** The power of ten to multiply the digits by. */
    int exponent() {
        return exponent;
    }

    /** Decomposes a double that is finite and greater than zero. */
    void decompose(double value) {
        long bits = Double.doubleToRawLongBits(value);
        long fraction = bits & IMPLICIT_BIT - 1;
        int biased = (int) (bits >>> FRACTION_BITS) & 0x7FF;
        long significand = biased == 0 ? fraction : fraction | IMPLICIT_BIT;
        int binaryExponent = Math.max(biased, 1) - 1 + MIN_BINARY_EXPONENT;
        search(significand, binaryExponent);
        while (true) {
            long tenth = digits / 10;
            if (tenth * 10 != digits) {
                return;
            }
            digits = tenth;
            exponent++;
        }
    }

    private void search(long significand, int binaryExponent) {
        // An odd significand does not own the ends of its rounding interval.
        long open = significand & 1;
        boolean regular = significand != IMPLICIT_BIT || binaryExponent == MIN_BINARY_EXPONENT;
        int k = regular ? floorLog10OfPowerOf2(binaryExponent) : floorLog10OfThreeQuarters(binaryExponent);
        int shift = binaryExponent + floorLog2OfPowerOf10(-k) + 2;
        int entry = 2 * (k - MIN_DECIMAL_EXPONENT);
        long high = SCALED_POWERS[entry];
        long low = SCALED_POWERS[entry + 1];
        long scaled = roundToOdd(high, low, (4 * significand) << shift);
        long lower = roundToOdd(high, low, (4 * significand - (regular ? 2 : 1)) << shift);
        long upper = roundToOdd(high, low, (4 * significand + 2) << shift);

        long below = scaled >> 2;
        if (below >= 10) {
            long tensBelow = below / 10 * 10;
            long tensAbove = tensBelow + 10;
            boolean belowFits = lower + open <= tensBelow << 2;
            boolean aboveFits = (tensAbove << 2) + open <= upper;
            if (belowFits != aboveFits) {
                result(belowFits ? tensBelow : tensAbove, k);
                return;
            }
        }
        long above = below + 1;
        boolean belowFits = lower + open <= below << 2;
        boolean aboveFits = (above << 2) + open <= upper;
        if (belowFits != aboveFits) {
            result(belowFits ? below : above, k);
            return;
        }
        long middle = scaled - ((below + above) << 1);
        result(middle < 0 || (middle == 0 && (below & 1) == 0) ? below : above, k);
    }

    private void result(long newDigits, int newExponent) {
        digits = newDigits;
        exponent = newExponent;
    }

    /** The upper part of a product, with its lowest bit set when anything was cut off. */
    private static long roundToOdd(long high, long low, long factor) {
        long fromLow = Math.multiplyHigh(low, factor);
        long highLow = high * factor;
        long highHigh = Math.multiplyHigh(high, factor);
        long cutOff = (highLow >>> 1) + fromLow;
        long kept = highHigh + (cutOff >>> 63);
        return kept | ((cutOff & LOW_63_BITS) + LOW_63_BITS) >>> 63;
    }

    private static int floorLog10OfPowerOf2(int e) {
        return (int) ((e * 661_971_961_083L) >> 41);
    }

    private static int floorLog10OfThreeQuarters(int e) {
        return (int) ((e * 661_971_961_083L - 274_743_187_321L) >> 41);
    }

    private static int floorLog2OfPowerOf10(int e) {
        return (int) ((e * 913_124_641_741L) >> 38);
    }

    private static long[] scaledPowers() {
        long[] powers = new long[2 * (MAX_DECIMAL_EXPONENT - MIN_DECIMAL_EXPONENT + 1)];
        for (int k = MIN_DECIMAL_EXPONENT; k <= MAX_DECIMAL_EXPONENT; k++) {
            int shift = 125 - floorLog2OfPowerOf10(-k);
            BigInteger power = BigInteger.TEN.pow(Math.abs(k));
            BigInteger floor;
            if (k <= 0) {
                floor = shift >= 0 ? power.shiftLeft(shift) : power.shiftRight(-shift);
            } else {
                floor = BigInteger.ONE.shiftLeft(shift).divide(power);
            }
            BigInteger scaled = floor.add(BigInteger.ONE);
            int entry = 2 * (k - MIN_DECIMAL_EXPONENT);
            powers[entry] = scaled.shiftRight(63).longValueExact();
            powers[entry + 1] = scaled.longValue() & LOW_63_BITS;
        }
        return powers;
    }
}
