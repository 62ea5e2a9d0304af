package io.adxflow.job.tables;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Decimal digits of integers, two at a time from a table. The caller has made room. */
public final class Digits {
    /** Most bytes that {@link #writeLong} writes. */
    public static final int MAX_LONG = 20;

    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    static final long[] POWERS_OF_TEN = new long[19];
    private static final short[] PAIRS = new short[100];

    static {
        long power = 1;
        for (int i = 0; i < POWERS_OF_TEN.length; i++) {
            POWERS_OF_TEN[i] = power;
            power *= 10;
        }
        for (int i = 0; i < 100; i++) {
            PAIRS[i] = (short) ('0' + i / 10 | ('0' + i % 10) << 8);
        }
    }

    private Digits() {}

    /** Number of decimal digits of a number that is not negative. */
    static int count(long number) {
        // 1233/4096 is just above log10(2), so the estimate is right or one too small.
        int estimate = ((64 - Long.numberOfLeadingZeros(number | 1)) * 1233) >>> 12;
        return estimate < 19 && number >= POWERS_OF_TEN[estimate] ? estimate + 1 : Math.max(estimate, 1);
    }

    /** Writes a number in decimal and returns the position behind it. */
    public static int writeLong(long number, byte[] to, int at) {
        if (number < 0) {
            if (number == Long.MIN_VALUE) {
                to[at] = '-';
                to[at + 1] = '9';
                writeFixed(223372036854775808L, 18, to, at + 2);
                return at + 20;
            }
            to[at++] = '-';
            number = -number;
        }
        int digits = count(number);
        writeFixed(number, digits, to, at);
        return at + digits;
    }

    /** Writes the lowest {@code digits} digits of a number that is not negative, zeros in front included. */
    static void writeFixed(long number, int digits, byte[] to, int at) {
        int end = at + digits;
        while (number > Integer.MAX_VALUE && end - at >= 2) {
            long rest = number / 100;
            end -= 2;
            SHORTS.set(to, end, PAIRS[(int) (number - rest * 100)]);
            number = rest;
        }
        int small = (int) number;
        while (end - at >= 2) {
            int rest = small / 100;
            end -= 2;
            SHORTS.set(to, end, PAIRS[small - rest * 100]);
            small = rest;
        }
        if (end > at) {
            to[at] = (byte) ('0' + small % 10);
        }
    }
}
