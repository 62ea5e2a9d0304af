package io.adxflow.job.tables;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Decimal digits of integers, eight at a time in one register and one store: what is read back in whole words soon after, as
 * numbers in rows are, need not wait for bytes on their way to memory. The caller has made room.
 */
public final class Digits {
    /** Bytes that {@link #writeLong} may touch. */
    public static final int MAX_LONG = 20;

    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int WORD_DIGITS = 8;
    private static final long TEN_TO_8 = 100_000_000;
    private static final long TEN_TO_16 = TEN_TO_8 * TEN_TO_8;
    private static final long ZEROS = 0x3030303030303030L;

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

    /** Two digits as the text of a number below 100, the first in the lowest byte. */
    static long pair(int number) {
        return PAIRS[number];
    }

    /**
     * Writes a number of at most so many digits, zeros in front included; touches eight bytes at least.
     *
     * @param number not negative
     * @param digits 1 to 19
     */
    static void writeFixed(long number, int digits, byte[] to, int at) {
        // From front to back, for each store but a whole word's touches what follows.
        if (digits > 2 * WORD_DIGITS) {
            long head = number / TEN_TO_16;
            number -= head * TEN_TO_16;
            at = store((int) head, digits - 2 * WORD_DIGITS, to, at);
            digits = 2 * WORD_DIGITS;
        }
        if (digits > WORD_DIGITS) {
            long head = number / TEN_TO_8;
            number -= head * TEN_TO_8;
            at = store((int) head, digits - WORD_DIGITS, to, at);
            digits = WORD_DIGITS;
        }
        store((int) number, digits, to, at);
    }

    private static int store(int number, int digits, byte[] to, int at) {
        LONGS.set(to, at, (eightDigits(number) | ZEROS) >>> ((WORD_DIGITS - digits) * Byte.SIZE));
        return at + digits;
    }

    /**
     * The eight digits of a number below 10<sup>8</sup>, each in a byte, the first in the lowest: halved three times, all parts of
     * a step at once. 10486 / 2<sup>20</sup> and 103 / 2<sup>10</sup> divide by 100 what is below 10,000, and by ten what is below 100.
     */
    private static long eightDigits(int number) {
        long upper = number / 10_000;
        long fours = upper | ((number - upper * 10_000) << 32);
        long hundreds = ((fours * 10_486) >>> 20) & 0x0000007F_0000007FL;
        long twos = hundreds | ((fours - hundreds * 100) << 16);
        long tens = ((twos * 103) >>> 10) & 0x000F_000F_000F_000FL;
        return tens | ((twos - tens * 10) << 8);
    }
}
