package io.adxflow.job.tables;

/** Writes text into CSV fields: as it is where that is safe, else quoted with the quotes in it doubled (RFC 4180). */
public final class CsvText {
    private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private static final int SLICE = 4096;
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private CsvText() {}

    /**
     * Appends a field of type string. What is not UTF-8 becomes U+FFFD, byte by byte.
     *
     * @return whether all of it was UTF-8
     */
    public static boolean appendString(byte[] text, int start, int end, ByteBuilder to) {
        boolean valid = true;
        boolean quoted = needsQuotes(text, start, end);
        if (quoted) {
            to.put('"');
        }
        for (int at = start; at < end; ) {
            byte c = text[at];
            if (c >= 0) {
                if (c == '"') {
                    to.put('"');
                }
                to.put((char) c);
                at++;
            } else {
                int length = Utf8.sequenceLength(text, at, end);
                if (length == 0) {
                    to.put(REPLACEMENT);
                    at++;
                    valid = false;
                } else {
                    to.put(text, at, at + length);
                    at += length;
                }
            }
        }
        if (quoted) {
            to.put('"');
        }
        return valid;
    }

    private static boolean needsQuotes(byte[] text, int start, int end) {
        if (start == end) {
            return false;
        }
        if (text[start] == ' ' || text[end - 1] == ' ') {
            return true;
        }
        for (int i = start; i < end; i++) {
            byte c = text[i];
            if (c == ',' || c == '"' || c == '\n' || c == '\r') {
                return true;
            }
        }
        return false;
    }

    /**
     * Appends a JSON string for a quoted CSV field, escaped as ffjson's WriteJson does (fflib/v1/jsonstring.go), which adx-mon
     * uses: {@code \n} and {@code \r} by letter, other control characters by number, {@code < > &} and U+2028, U+2029 as well;
     * bytes that are not UTF-8 as {@code \ufffd}.
     *
     * @return whether all of it was UTF-8
     */
    public static boolean appendJsonString(byte[] text, int start, int end, ByteBuilder to) {
        boolean valid = true;
        to.put('"').put('"');
        // In slices, so that a long text does not take the room of its worst case.
        for (int i = start; i < end; ) {
            int slice = Math.min(end, i + SLICE);
            // No byte becomes more than the six of an escape; a character may reach over the slice's end.
            byte[] out = to.room(6 * (slice - i) + 4);
            int at = to.length();
            while (i < slice) {
                if (i + Long.BYTES <= slice) {
                    long eight = (long) Digits.LONGS.get(text, i);
                    // Whole words are stored, of which only what is plain counts.
                    Digits.LONGS.set(out, at, eight);
                    int plain = plainBytes(eight);
                    i += plain;
                    at += plain;
                    if (plain == Long.BYTES) {
                        continue;
                    }
                }
                byte c = text[i];
                if (c >= ' ' && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&') {
                    out[at++] = c;
                    i++;
                } else if (c >= 0) {
                    at = appendEscape(c, out, at);
                    i++;
                } else {
                    int length = Utf8.sequenceLength(text, i, end);
                    if (length == 0) {
                        at = appendNumbered(0xFFFD, out, at);
                        i++;
                        valid = false;
                    } else if (isLineSeparator(text, i, length)) {
                        at = appendNumbered(0x2028 + (text[i + 2] & 1), out, at);
                        i += length;
                    } else {
                        System.arraycopy(text, i, out, at, length);
                        at += length;
                        i += length;
                    }
                }
            }
            to.end(at);
        }
        to.put('"').put('"');
        return valid;
    }

    /** How many of a word's bytes, from the first on, JSON has as they are: ASCII without control characters and {@code " & < > \\}. */
    private static int plainBytes(long word) {
        long control = word - 0x20 * ONES;
        long quoteOrAmpersand = ((word & ~(0x04 * ONES)) ^ (0x22 * ONES)) - ONES;
        long angle = ((word & ~(0x02 * ONES)) ^ (0x3C * ONES)) - ONES;
        long backslash = (word ^ (0x5C * ONES)) - ONES;
        // A borrow may mark a byte behind one that is rightly marked, but none before it.
        long marked = (word | control | quoteOrAmpersand | angle | backslash) & TOPS;
        return marked == 0 ? Long.BYTES : Long.numberOfTrailingZeros(marked) >>> 3;
    }

    private static int appendEscape(byte c, byte[] out, int at) {
        char letter = c == '\n' ? 'n' : c == '\r' ? 'r' : (char) c;
        if (letter == c && c != '"' && c != '\\') {
            return appendNumbered(c, out, at);
        }
        out[at++] = '\\';
        out[at++] = (byte) letter;
        if (c == '"') {
            out[at++] = '"';
        }
        return at;
    }

    private static int appendNumbered(int c, byte[] out, int at) {
        out[at++] = '\\';
        out[at++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            out[at++] = HEX[c >>> shift & 0xF];
        }
        return at;
    }

    private static boolean isLineSeparator(byte[] text, int at, int length) {
        return length == 3
                && text[at] == (byte) 0xE2
                && text[at + 1] == (byte) 0x80
                && (text[at + 2] == (byte) 0xA8 || text[at + 2] == (byte) 0xA9);
    }
}
