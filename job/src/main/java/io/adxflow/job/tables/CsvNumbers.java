package io.adxflow.job.tables;

import java.nio.charset.StandardCharsets;

/**
 * Writes doubles for a column of type {@code real}: the shortest decimal that reads back as the same double.
 *
 * <p>Never more than 17 digits in a row, hence an exponent from 1e17 up ({@code 1e17}; the form that the documentation of
 * Kusto's {@code real} gives as {@code 1e5}). A precaution: Azure/azure-kusto-python issue 610 reports 1845541179.654398
 * stored as 866772.283, which fits a reader that gathers a number's digits in 64 bits and lets them overflow
 * (18455411796543979645 modulo 2^64). Inferred from that arithmetic, not tried against a cluster.
 *
 * <p>NaN of any bit pattern, stale markers included, is {@code NaN}. Infinities are {@code Infinity} and {@code -Infinity}:
 * Kusto's own spelling in query results (Azure/azure-kusto-python pull request 349 maps exactly these three texts), and what
 * .NET's invariant culture reads and writes (NumberFormatInfo.PositiveInfinitySymbol). No documentation says that ingestion
 * reads adx-mon's {@code +Inf}.
 */
public final class CsvNumbers {
    /** Bytes that {@link #write} may touch. */
    public static final int MAX_LENGTH = 32;

    private static final byte[] NAN = "NaN".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] INFINITY = "Infinity".getBytes(StandardCharsets.US_ASCII);
    private static final double EXACT_INTEGERS = 1L << 53;
    /** Any two decimals of at most 15 digits are different doubles, so one that reads back is the shortest. */
    private static final long FIFTEEN_DIGITS = 1_000_000_000_000_000L;

    private static final int MIN_PLAIN_POINT = -5;
    private static final int MAX_PLAIN_POINT = 17;

    private static final ThreadLocal<ShortestDecimal> SHORTEST = ThreadLocal.withInitial(ShortestDecimal::new);

    private CsvNumbers() {}

    /** Writes a number and returns the position behind it; {@link #MAX_LENGTH} bytes must be free. */
    public static int write(double value, byte[] to, int at) {
        if (Double.doubleToRawLongBits(value) < 0 && !Double.isNaN(value)) {
            to[at++] = '-';
            value = -value;
        }
        if (value < EXACT_INTEGERS) {
            long integer = (long) value;
            if (integer == value) {
                return Digits.writeLong(integer, to, at);
            }
            if (value < 1e9) {
                long millionths = (long) (value * 1e6 + 0.5);
                if (millionths / 1e6 == value && millionths < FIFTEEN_DIGITS) {
                    return writeFraction(millionths, 1_000_000, 6, to, at);
                }
                if (value < 1e6 && value >= 1e-6) {
                    long billionths = (long) (value * 1e9 + 0.5);
                    if (billionths / 1e9 == value && billionths < FIFTEEN_DIGITS) {
                        return writeFraction(billionths, 1_000_000_000, 9, to, at);
                    }
                }
            }
        } else if (value == Double.POSITIVE_INFINITY) {
            System.arraycopy(INFINITY, 0, to, at, INFINITY.length);
            return at + INFINITY.length;
        } else if (Double.isNaN(value)) {
            System.arraycopy(NAN, 0, to, at, NAN.length);
            return at + NAN.length;
        }
        ShortestDecimal decimal = SHORTEST.get();
        decimal.decompose(value);
        return writeDecimal(decimal.digits(), decimal.exponent(), to, at);
    }

    private static int writeFraction(long scaled, int scale, int decimals, byte[] to, int at) {
        long whole = scaled / scale;
        at = Digits.writeLong(whole, to, at);
        to[at++] = '.';
        Digits.writeFixed(scaled - whole * scale, decimals, to, at);
        at += decimals;
        while (to[at - 1] == '0') {
            at--;
        }
        return at;
    }

    private static int writeDecimal(long digits, int exponent, byte[] to, int at) {
        int count = Digits.count(digits);
        int point = count + exponent;
        if (point > MAX_PLAIN_POINT || point < MIN_PLAIN_POINT) {
            return writeScientific(digits, count, point - 1, to, at);
        }
        if (point <= 0) {
            to[at++] = '0';
            to[at++] = '.';
            at = writeZeros(-point, to, at);
            Digits.writeFixed(digits, count, to, at);
            return at + count;
        }
        if (exponent >= 0) {
            Digits.writeFixed(digits, count, to, at);
            return writeZeros(exponent, to, at + count);
        }
        long scale = Digits.POWERS_OF_TEN[-exponent];
        long whole = digits / scale;
        Digits.writeFixed(whole, point, to, at);
        at += point;
        to[at++] = '.';
        Digits.writeFixed(digits - whole * scale, -exponent, to, at);
        return at - exponent;
    }

    private static int writeScientific(long digits, int count, int exponent, byte[] to, int at) {
        long scale = Digits.POWERS_OF_TEN[count - 1];
        long first = digits / scale;
        to[at++] = (byte) ('0' + first);
        if (count > 1) {
            to[at++] = '.';
            Digits.writeFixed(digits - first * scale, count - 1, to, at);
            at += count - 1;
        }
        to[at++] = 'e';
        return Digits.writeLong(exponent, to, at);
    }

    private static int writeZeros(int count, byte[] to, int at) {
        for (int i = 0; i < count; i++) {
            to[at++] = '0';
        }
        return at;
    }
}
