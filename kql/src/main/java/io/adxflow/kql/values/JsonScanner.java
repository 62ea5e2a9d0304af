package io.adxflow.kql.values;

/**
 * Walks JSON text in UTF-8 bytes without making anything of it: whether it is JSON (RFC 8259), where a value ends, where the value of a key
 * or an index begins. Bounded by a depth, so that no text can exhaust the stack. All functions give {@link #NONE} for what is not there or
 * is no JSON. For one thread.
 */
public final class JsonScanner {
    /** No such place. */
    public static final int NONE = -1;

    /** How deep values may be nested. */
    public static final int MAX_DEPTH = 256;

    private byte[] bytes = new byte[0];
    private int to;

    /** Begins with a range of bytes.
     *
     * @return the index of its first character that is no blank, or {@link #NONE} when there is none */
    public int begin(byte[] json, int from, int end) {
        bytes = json;
        to = end;
        int start = skipBlanks(from);
        return start < to ? start : NONE;
    }

    /** Whether a range is one JSON value with blanks around it. */
    public boolean isValid(byte[] json, int from, int end) {
        int start = begin(json, from, end);
        if (start < 0) {
            return false;
        }
        int behind = value(start, 0);
        return behind >= 0 && skipBlanks(behind) == end;
    }

    /** The index behind the value that begins at an index. */
    public int end(int at) {
        return value(at, 0);
    }

    /** Where the value of a key begins in the object that begins at an index: of equal keys the first. */
    public int field(int object, byte[] key) {
        if (object < 0 || object >= to || bytes[object] != '{') {
            return NONE;
        }
        int at = skipBlanks(object + 1);
        while (at < to && bytes[at] == '"') {
            int keyEnd = string(at);
            int colon = keyEnd < 0 ? NONE : skipBlanks(keyEnd);
            if (colon < 0 || colon >= to || bytes[colon] != ':') {
                return NONE;
            }
            int start = skipBlanks(colon + 1);
            if (isKey(at + 1, keyEnd - 1, key)) {
                return start < to ? start : NONE;
            }
            int behind = value(start, 0);
            if (behind < 0) {
                return NONE;
            }
            at = skipBlanks(behind);
            if (at >= to || bytes[at] != ',') {
                return NONE;
            }
            at = skipBlanks(at + 1);
        }
        return NONE;
    }

    /** Where an element begins in the array that begins at an index; a negative one counts from the end. */
    public int element(int array, long index) {
        if (array < 0 || array >= to || bytes[array] != '[') {
            return NONE;
        }
        long wanted = index < 0 ? index + size(array) : index;
        if (wanted < 0) {
            return NONE;
        }
        int at = skipBlanks(array + 1);
        for (long i = 0; at >= 0 && at < to && bytes[at] != ']'; i++) {
            if (i == wanted) {
                return at;
            }
            at = nextElement(at);
        }
        return NONE;
    }

    /** The number of elements of the array that begins at an index, or {@link #NONE}. */
    public int size(int array) {
        if (array < 0 || array >= to || bytes[array] != '[') {
            return NONE;
        }
        int count = 0;
        int at = skipBlanks(array + 1);
        for (; at >= 0 && at < to && bytes[at] != ']'; count++) {
            at = nextElement(at);
        }
        return at < 0 ? NONE : count;
    }

    /** From an element's begin to the next one's, or to the bracket behind the last. */
    private int nextElement(int at) {
        int behind = value(at, 0);
        if (behind < 0) {
            return NONE;
        }
        int next = skipBlanks(behind);
        if (next >= to) {
            return NONE;
        }
        return bytes[next] == ',' ? skipBlanks(next + 1) : bytes[next] == ']' ? next : NONE;
    }

    private boolean isKey(int from, int end, byte[] key) {
        int k = 0;
        for (int i = from; i < end; i++) {
            if (bytes[i] == '\\') {
                return java.util.Arrays.equals(
                        JsonText.unescape(bytes, from, end).getBytes(java.nio.charset.StandardCharsets.UTF_8), key);
            }
            if (k == key.length || bytes[i] != key[k++]) {
                return false;
            }
        }
        return k == key.length;
    }

    private int value(int at, int depth) {
        if (at < 0 || at >= to || depth > MAX_DEPTH) {
            return NONE;
        }
        return switch (bytes[at]) {
            case '{' -> object(at, depth);
            case '[' -> array(at, depth);
            case '"' -> string(at);
            case 't' -> word(at, "true");
            case 'f' -> word(at, "false");
            case 'n' -> word(at, "null");
            default -> number(at);
        };
    }

    private int object(int begin, int depth) {
        int at = skipBlanks(begin + 1);
        if (at < to && bytes[at] == '}') {
            return at + 1;
        }
        while (at < to && bytes[at] == '"') {
            int keyEnd = string(at);
            int colon = keyEnd < 0 ? NONE : skipBlanks(keyEnd);
            if (colon < 0 || colon >= to || bytes[colon] != ':') {
                return NONE;
            }
            int behind = value(skipBlanks(colon + 1), depth + 1);
            at = behind < 0 ? to : skipBlanks(behind);
            if (at >= to) {
                return NONE;
            }
            if (bytes[at] == '}') {
                return at + 1;
            }
            if (bytes[at] != ',') {
                return NONE;
            }
            at = skipBlanks(at + 1);
        }
        return NONE;
    }

    private int array(int begin, int depth) {
        int at = skipBlanks(begin + 1);
        if (at < to && bytes[at] == ']') {
            return at + 1;
        }
        while (at < to) {
            int behind = value(at, depth + 1);
            at = behind < 0 ? to : skipBlanks(behind);
            if (at >= to) {
                return NONE;
            }
            if (bytes[at] == ']') {
                return at + 1;
            }
            if (bytes[at] != ',') {
                return NONE;
            }
            at = skipBlanks(at + 1);
        }
        return NONE;
    }

    private int string(int begin) {
        for (int at = begin + 1; at < to; at++) {
            int c = bytes[at];
            if (c == '"') {
                return at + 1;
            }
            if (c >= 0 && c < 0x20) {
                return NONE;
            }
            if (c == '\\') {
                at++;
                if (at >= to) {
                    return NONE;
                }
                if (bytes[at] == 'u') {
                    if (!isHex4(at + 1)) {
                        return NONE;
                    }
                    at += 4;
                } else if ("\"\\/bfnrt".indexOf(bytes[at]) < 0) {
                    return NONE;
                }
            }
        }
        return NONE;
    }

    private boolean isHex4(int at) {
        if (at + 4 > to) {
            return false;
        }
        for (int i = at; i < at + 4; i++) {
            if (bytes[i] < 0 || Character.digit(bytes[i], 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private int word(int at, String word) {
        if (at + word.length() > to) {
            return NONE;
        }
        for (int i = 0; i < word.length(); i++) {
            if (bytes[at + i] != word.charAt(i)) {
                return NONE;
            }
        }
        return at + word.length();
    }

    private int number(int begin) {
        int at = bytes[begin] == '-' ? begin + 1 : begin;
        int whole = digits(at);
        if (whole == at || (bytes[at] == '0' && whole > at + 1)) {
            return NONE;
        }
        at = whole;
        if (at < to && bytes[at] == '.') {
            int fraction = digits(at + 1);
            if (fraction == at + 1) {
                return NONE;
            }
            at = fraction;
        }
        if (at < to && (bytes[at] == 'e' || bytes[at] == 'E')) {
            int sign = at + 1 < to && (bytes[at + 1] == '-' || bytes[at + 1] == '+') ? at + 2 : at + 1;
            int exponent = digits(sign);
            if (exponent == sign) {
                return NONE;
            }
            at = exponent;
        }
        return at;
    }

    private int digits(int from) {
        int at = from;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at;
    }

    private int skipBlanks(int from) {
        int at = from;
        while (at < to && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\t' || bytes[at] == '\r')) {
            at++;
        }
        return at;
    }
}
