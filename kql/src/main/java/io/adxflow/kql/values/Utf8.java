package io.adxflow.kql.values;

/**
 * Code points in ranges of UTF-8 bytes, without making strings. Bytes that are no UTF-8 count as one code point each ({@code U+FFFD}), so that
 * every function is total.
 */
public final class Utf8 {
    /** What a byte that begins no code point stands for. */
    public static final int REPLACEMENT = 0xFFFD;

    private Utf8() {}

    /** The code point that begins at an index below {@code to}. */
    public static int codePointAt(byte[] bytes, int at, int to) {
        int lead = bytes[at];
        if (lead >= 0) {
            return lead;
        }
        int length = sequenceLength(bytes, at, to);
        return switch (length) {
            case 2 -> ((lead & 0x1F) << 6) | (bytes[at + 1] & 0x3F);
            case 3 -> ((lead & 0x0F) << 12) | ((bytes[at + 1] & 0x3F) << 6) | (bytes[at + 2] & 0x3F);
            case 4 ->
                ((lead & 0x07) << 18)
                        | ((bytes[at + 1] & 0x3F) << 12)
                        | ((bytes[at + 2] & 0x3F) << 6)
                        | (bytes[at + 3] & 0x3F);
            default -> REPLACEMENT;
        };
    }

    /** How many bytes the code point takes that begins at an index below {@code to}: 1 to 4. */
    public static int sequenceLength(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xFF;
        if (lead < 0xC2 || lead > 0xF4) {
            return 1;
        }
        int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (at + length > to) {
            return 1;
        }
        for (int i = 1; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 1;
            }
        }
        return length;
    }

    /** The index at which the code point begins that ends before an index above {@code from}. */
    public static int before(byte[] bytes, int from, int at) {
        int start = at - 1;
        while (start > from && at - start < 4 && (bytes[start] & 0xC0) == 0x80) {
            start--;
        }
        return start + sequenceLength(bytes, start, at) == at ? start : at - 1;
    }

    /** The number of code points in a range. */
    public static int codePoints(byte[] bytes, int from, int to) {
        int count = 0;
        for (int i = from; i < to; count++) {
            i += bytes[i] >= 0 ? 1 : sequenceLength(bytes, i, to);
        }
        return count;
    }

    /** The index behind so many code points, or {@code to} when there are fewer. */
    public static int skip(byte[] bytes, int from, int to, long codePoints) {
        int at = from;
        for (long left = codePoints; left > 0 && at < to; left--) {
            at += bytes[at] >= 0 ? 1 : sequenceLength(bytes, at, to);
        }
        return at;
    }

    /** Whether all bytes of a range are ASCII. */
    public static boolean isAscii(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    /** What two code points have in common that differ only in case. */
    public static int fold(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint >= 'A' && codePoint <= 'Z' ? codePoint + 32 : codePoint;
        }
        return Character.toLowerCase(Character.toUpperCase(codePoint));
    }

    /** Whether a code point belongs to a term: a letter or a decimal digit of any script. {@code _} does not. */
    public static boolean isAlphanumeric(int codePoint) {
        if (codePoint < 0x80) {
            return (codePoint >= 'a' && codePoint <= 'z')
                    || (codePoint >= 'A' && codePoint <= 'Z')
                    || (codePoint >= '0' && codePoint <= '9');
        }
        return Character.isLetterOrDigit(codePoint);
    }

    /** Writes a code point.
     *
     * @return the index behind it */
    public static int put(byte[] bytes, int at, int codePoint) {
        if (codePoint < 0x80) {
            bytes[at] = (byte) codePoint;
            return at + 1;
        }
        if (codePoint < 0x800) {
            bytes[at] = (byte) (0xC0 | codePoint >> 6);
            bytes[at + 1] = (byte) (0x80 | (codePoint & 0x3F));
            return at + 2;
        }
        if (codePoint < 0x10000) {
            bytes[at] = (byte) (0xE0 | codePoint >> 12);
            bytes[at + 1] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
            bytes[at + 2] = (byte) (0x80 | (codePoint & 0x3F));
            return at + 3;
        }
        bytes[at] = (byte) (0xF0 | codePoint >> 18);
        bytes[at + 1] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
        bytes[at + 2] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
        bytes[at + 3] = (byte) (0x80 | (codePoint & 0x3F));
        return at + 4;
    }
}
