package io.adxflow.kql.types;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.OptionalLong;

/**
 * A point in time to 100 ns, in UTC, of the years 1 to 9999.
 *
 * @param ticks of 100 ns since 0001-01-01T00:00:00Z
 */
public record Datetime(long ticks) {
    /** Ticks at 1970-01-01T00:00:00Z. */
    public static final long UNIX_EPOCH_TICKS = 621_355_968_000_000_000L;

    /** Ticks at 9999-12-31T23:59:59.9999999Z, the last point in time. */
    public static final long MAX_TICKS = 3_155_378_975_999_999_999L;

    private static final long TICKS_PER_SECOND = 10_000_000L;

    /** Ticks at an instant; what is finer than 100 ns is cut off. */
    public static long ticks(Instant instant) {
        return UNIX_EPOCH_TICKS + instant.getEpochSecond() * TICKS_PER_SECOND + instant.getNano() / 100;
    }

    /** The instant at so many ticks. */
    public static Instant instant(long ticks) {
        long since = ticks - UNIX_EPOCH_TICKS;
        return Instant.ofEpochSecond(
                Math.floorDiv(since, TICKS_PER_SECOND), Math.floorMod(since, TICKS_PER_SECOND) * 100);
    }

    /**
     * Reads a text as {@code datetime(…)} and {@code todatetime} take it: ISO 8601 to 100 ns, with {@code T} or a blank, {@code Z}, an offset or neither (UTC);
     * {@code 12-31-2026}, {@code 20261231}, {@code 31 Dec 2026}, {@code Dec 31, 2026} and RFC 1123. Empty when it is none of these.
     */
    public static OptionalLong parse(String text) {
        long ticks = DatetimeParser.parse(text);
        return ticks == DatetimeParser.INVALID ? OptionalLong.empty() : OptionalLong.of(ticks);
    }

    /** {@code 2026-01-01T00:00:00.0000000Z}: always seven digits behind the second. */
    public static String format(long ticks) {
        ZonedDateTime at = instant(ticks).atZone(ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(28);
        pad(text, at.getYear(), 4).append('-');
        pad(text, at.getMonthValue(), 2).append('-');
        pad(text, at.getDayOfMonth(), 2).append('T');
        pad(text, at.getHour(), 2).append(':');
        pad(text, at.getMinute(), 2).append(':');
        pad(text, at.getSecond(), 2).append('.');
        return pad(text, at.getNano() / 100, 7).append('Z').toString();
    }

    static StringBuilder pad(StringBuilder text, long value, int width) {
        String digits = Long.toString(value);
        return text.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
    }

    @Override
    public String toString() {
        return format(ticks);
    }
}
