package io.adxflow.job.tables;

/** Tells valid UTF-8 from damage, one character at a time, as Go's utf8.DecodeRune does. */
public final class Utf8 {
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Bytes of the character at a position whose byte is not ASCII, or 0 when it is none and its first byte counts alone. */
    static int sequenceLength(byte[] bytes, int at, int end) {
        int lead = bytes[at] & 0xFF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            return isContinuation(bytes, at + 1, end) ? 2 : 0;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            if (!isContinuation(bytes, at + 1, end) || !isContinuation(bytes, at + 2, end)) {
                return 0;
            }
            int second = bytes[at + 1] & 0xFF;
            boolean overlong = lead == 0xE0 && second < 0xA0;
            boolean surrogate = lead == 0xED && second >= 0xA0;
            return overlong || surrogate ? 0 : 3;
        }
        if (lead >= 0xF0 && lead <= 0xF4) {
            if (!isContinuation(bytes, at + 1, end)
                    || !isContinuation(bytes, at + 2, end)
                    || !isContinuation(bytes, at + 3, end)) {
                return 0;
            }
            int second = bytes[at + 1] & 0xFF;
            boolean overlong = lead == 0xF0 && second < 0x90;
            boolean tooLarge = lead == 0xF4 && second >= 0x90;
            return overlong || tooLarge ? 0 : 4;
        }
        return 0;
    }

    /** True when the range is UTF-8 throughout. */
    public static boolean isValid(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end) {
            if (at + Long.BYTES <= end && ((long) Digits.LONGS.get(bytes, at) & HIGH_BITS) == 0) {
                at += Long.BYTES;
                continue;
            }
            int length = bytes[at] >= 0 ? 1 : sequenceLength(bytes, at, end);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    private static boolean isContinuation(byte[] bytes, int at, int end) {
        return at < end && (bytes[at] & 0xC0) == 0x80;
    }
}
