package io.adxflow.job.rules.scrub.detect;

/** Classes of ASCII bytes, and looks at what stands around a place in a text. */
final class Bytes {
    static final int DIGIT = 1;
    static final int UPPER = 2;
    static final int LOWER = 4;
    static final int ALPHA = UPPER | LOWER;
    static final int ALNUM = ALPHA | DIGIT;
    static final int HEX = 8;
    /** {@code A-Za-z0-9_-} */
    static final int BASE64URL = 16;
    /** {@code A-Za-z0-9+/} */
    static final int BASE64 = 32;
    /** What may stand before the {@code @}: letters of other scripts too. */
    static final int LOCAL = 64;
    /** What ends a value in a URL or a connection string. */
    static final int VALUE_END = 128;
    /** {@code A-Za-z0-9._~+/=-}, RFC 6750. */
    static final int TOKEN = 256;

    private static final short[] CLASSES = new short[256];

    static {
        for (int c = 0; c < 256; c++) {
            int kind = 0;
            kind |= c >= '0' && c <= '9' ? DIGIT | HEX : 0;
            kind |= c >= 'A' && c <= 'Z' ? UPPER : 0;
            kind |= c >= 'a' && c <= 'z' ? LOWER : 0;
            kind |= (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f') ? HEX : 0;
            boolean alnum = (kind & ALNUM) != 0;
            kind |= alnum || c == '_' || c == '-' ? BASE64URL : 0;
            kind |= alnum || c == '+' || c == '/' ? BASE64 : 0;
            kind |= alnum || "._%+-".indexOf(c) >= 0 || c >= 0x80 ? LOCAL : 0;
            kind |= c <= ' ' || "\"'<>#&;,\\`)}]|".indexOf(c) >= 0 ? VALUE_END : 0;
            kind |= alnum || "._~+/=-".indexOf(c) >= 0 ? TOKEN : 0;
            CLASSES[c] = (short) kind;
        }
    }

    private Bytes() {}

    static boolean is(byte c, int kinds) {
        return (CLASSES[c & 0xFF] & kinds) != 0;
    }

    /** Whether the place exists and its byte is of the kinds. */
    static boolean isAt(byte[] text, int at, int from, int to, int kinds) {
        return at >= from && at < to && is(text[at], kinds);
    }

    /** The first place from {@code at} on whose byte is not of the kinds, or {@code to}. */
    static int skip(byte[] text, int at, int to, int kinds) {
        int i = at;
        while (i < to && is(text[i], kinds)) {
            i++;
        }
        return i;
    }

    /** Whether a literal stands there. */
    static boolean startsWith(byte[] text, int at, int to, String ascii) {
        if (at < 0 || at + ascii.length() > to) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (text[at + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a literal in lower case stands there, in any case. */
    static boolean startsWithAnyCase(byte[] text, int at, int to, String lower) {
        if (at < 0 || at + lower.length() > to) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            if (lower(text[at + i]) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a literal in lower case ends there, in any case, not before {@code from}. */
    static boolean endsWithAnyCase(byte[] text, int end, int from, String lower) {
        return end - lower.length() >= from && startsWithAnyCase(text, end - lower.length(), end, lower);
    }

    /** Whether one of some words in lower case stands within a range, in any case. */
    static boolean contains(byte[] text, int start, int end, String... words) {
        for (int at = start; at < end; at++) {
            for (String word : words) {
                if (lower(text[at]) == word.charAt(0) && startsWithAnyCase(text, at, end, word)) {
                    return true;
                }
            }
        }
        return false;
    }

    static int lower(byte c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }

    /**
     * Where a run of base64 ends that may be percent-encoded or have JSON's {@code \/} in it.
     *
     * @return the end, above, and how many characters it stands for, below
     */
    static long base64Run(byte[] text, int start, int to) {
        int at = start;
        int characters = 0;
        while (at < to) {
            byte c = text[at];
            if (is(c, BASE64 | BASE64URL) || c == '=') {
                at++;
            } else if (c == '\\' && at + 1 < to && text[at + 1] == '/') {
                at += 2;
            } else if (c == '%' && isAt(text, at + 2, start, to, HEX) && is(text[at + 1], HEX)) {
                at += 3;
            } else {
                break;
            }
            characters++;
        }
        return (long) at << 32 | characters;
    }
}
