package io.adxflow.job.tables;

/**
 * Writes instants as Go's {@code RFC3339Nano} does, which is what adx-mon writes: UTC, the fraction without trailing zeros,
 * {@code 2022-11-22T10:22:04.5Z}. Remembers the second last written. Not thread-safe.
 */
public final class CsvTimestamps {
    /** 0001-01-01T00:00:00Z, the first instant of a Kusto datetime. */
    public static final long MIN_MILLIS = -62_135_596_800_000L;
    /** 9999-12-31T23:59:59.999Z; the last one, in milliseconds. */
    public static final long MAX_MILLIS = 253_402_300_799_999L;
    /** Bytes that {@link #write} may touch. */
    public static final int ROOM = 24;
    /** Bytes that {@link #writeNanos} may touch. */
    public static final int NANOS_ROOM = 32;

    private static final long NANOS = 1_000_000_000;
    private static final long SECONDS_PER_DAY = 86_400;
    private static final long DAYS_PER_400_YEARS = 146_097;
    private static final long DAYS_FROM_MARCH_0000_TO_EPOCH = 719_468;

    /** For each millisecond the bytes {@code .123Z} from the fourth byte up, the first three left 0. */
    private static final long[] FRACTIONS = new long[1000];

    private static final byte[] FRACTION_ENDS = new byte[1000];

    static {
        for (int milli = 0; milli < 1000; milli++) {
            byte[] word = new byte[16];
            int at = 3;
            if (milli > 0) {
                word[at++] = '.';
                Digits.writeFixed(milli, 3, word, at);
                at += 3;
                while (word[at - 1] == '0') {
                    at--;
                }
            }
            word[at++] = 'Z';
            FRACTIONS[milli] = (long) Digits.LONGS.get(word, 0) & -1L << 24 & (at == 8 ? -1L : (1L << (at * 8)) - 1);
            FRACTION_ENDS[milli] = (byte) (16 + at);
        }
    }

    private final byte[] scratch = new byte[16];
    private long day = Long.MIN_VALUE;
    private long second = Long.MIN_VALUE;
    private long yearAndMonth;
    /** The day of the month and the signs up to the minute. */
    private long dayWithSigns;

    private long dayAndMinute;
    private long seconds;

    /** True when a datetime can hold the instant: years 0001 to 9999. */
    public static boolean isInRange(long epochMillis) {
        return epochMillis >= MIN_MILLIS && epochMillis <= MAX_MILLIS;
    }

    /**
     * Writes the instant and returns the position behind it; {@link #ROOM} bytes must be free.
     *
     * @param epochMillis {@linkplain #isInRange in range}
     */
    public int write(long epochMillis, byte[] to, int at) {
        long newSecond = Math.floorDiv(epochMillis, 1000L);
        if (newSecond != second) {
            prepare(newSecond);
        }
        int milli = (int) (epochMillis - newSecond * 1000);
        Digits.LONGS.set(to, at, yearAndMonth);
        Digits.LONGS.set(to, at + 8, dayAndMinute);
        Digits.LONGS.set(to, at + 16, seconds | FRACTIONS[milli]);
        return at + FRACTION_ENDS[milli];
    }

    /**
     * Writes an instant with up to nine digits of a second and returns the position behind it; {@link #NANOS_ROOM} bytes must be
     * free.
     *
     * @param epochNanos unsigned, so up to the year 2554
     */
    public int writeNanos(long epochNanos, byte[] to, int at) {
        long second = epochNanos >= 0 ? epochNanos / NANOS : Long.divideUnsigned(epochNanos, NANOS);
        int nanos = (int) (epochNanos - second * NANOS);
        if (nanos % 1_000_000 == 0) {
            return write(second * 1000 + nanos / 1_000_000, to, at);
        }
        int point = write(second * 1000, to, at) - 1;
        to[point] = '.';
        Digits.writeFixed(nanos, 9, to, point + 1);
        int end = point + 10;
        while (to[end - 1] == '0') {
            end--;
        }
        to[end] = 'Z';
        return end + 1;
    }

    private void prepare(long newSecond) {
        long newDay = Math.floorDiv(newSecond, SECONDS_PER_DAY);
        if (newDay != day) {
            writeDate(newDay);
            day = newDay;
        }
        int ofDay = (int) (newSecond - newDay * SECONDS_PER_DAY);
        dayAndMinute = dayWithSigns | (Digits.pair(ofDay / 3600) << 24) | (Digits.pair(ofDay / 60 % 60) << 48);
        seconds = ':' | (Digits.pair(ofDay % 60) << 8);
        second = newSecond;
    }

    /** The proleptic Gregorian date of a day, counted in years that begin in March so that leap days come last. */
    private void writeDate(long epochDay) {
        long shifted = epochDay + DAYS_FROM_MARCH_0000_TO_EPOCH;
        long era = Math.floorDiv(shifted, DAYS_PER_400_YEARS);
        int dayOfEra = (int) (shifted - era * DAYS_PER_400_YEARS);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * dayOfYear + 2) / 153;
        int dayOfMonth = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        Digits.writeFixed(year, 4, scratch, 0);
        scratch[4] = '-';
        Digits.writeFixed(month, 2, scratch, 5);
        scratch[7] = '-';
        yearAndMonth = (long) Digits.LONGS.get(scratch, 0);
        dayWithSigns = Digits.pair(dayOfMonth) | ((long) 'T' << 16) | ((long) ':' << 40);
    }
}
