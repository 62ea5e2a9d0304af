package io.adxflow.job.tables;

import java.nio.charset.StandardCharsets;

/** Walks JSON in UTF-8 bytes that is known to be well-formed, and turns its strings into texts and back. */
public final class JsonBytes {
    private static final int HEX_DIGITS = 4;

    private JsonBytes() {}

    /** The first place from {@code at} on that is no blank. */
    public static int skipBlanks(byte[] json, int at, int end) {
        int i = at;
        while (i < end && json[i] >= 0 && json[i] <= ' ') {
            i++;
        }
        return i;
    }

    /** Behind the value that begins there. */
    public static int skipValue(byte[] json, int at, int end) {
        byte first = json[at];
        if (first == '"') {
            return skipString(json, at, end);
        }
        if (first != '{' && first != '[') {
            int i = at;
            while (i < end && json[i] != ',' && json[i] != '}' && json[i] != ']' && json[i] > ' ') {
                i++;
            }
            return i;
        }
        int depth = 0;
        int i = at;
        while (i < end) {
            byte c = json[i];
            if (c == '"') {
                i = skipString(json, i, end);
                continue;
            }
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            i++;
            if (depth == 0) {
                return i;
            }
        }
        return end;
    }

    /** Behind the string that begins there with its quote. */
    public static int skipString(byte[] json, int at, int end) {
        int i = at + 1;
        while (i < end && json[i] != '"') {
            i += json[i] == '\\' ? 2 : 1;
        }
        return Math.min(i + 1, end);
    }

    /** Whether a string's inside has no escape, so that it is its own text. */
    public static boolean isPlain(byte[] json, int start, int end) {
        for (int i = start; i < end; i++) {
            if (json[i] == '\\') {
                return false;
            }
        }
        return true;
    }

    /** Appends the text of a string's inside. */
    public static void appendText(byte[] json, int start, int end, ByteBuilder to) {
        int i = start;
        while (i < end) {
            byte c = json[i++];
            if (c != '\\' || i >= end) {
                to.put((char) (c & 0xFF));
                continue;
            }
            byte escaped = json[i++];
            switch (escaped) {
                case 'n' -> to.put('\n');
                case 't' -> to.put('\t');
                case 'r' -> to.put('\r');
                case 'b' -> to.put('\b');
                case 'f' -> to.put('\f');
                case 'u' -> i = appendNumbered(json, i, end, to);
                default -> to.put((char) escaped);
            }
        }
    }

    /** Appends what {@code \}{@code uXXXX}, with its other half if it is a surrogate, stands for; returns the place behind it. */
    private static int appendNumbered(byte[] json, int at, int end, ByteBuilder to) {
        int unit = hex(json, at, end);
        int last = at + HEX_DIGITS - 1;
        int codePoint = unit;
        boolean isPair = Character.isHighSurrogate((char) unit)
                && last + 2 < end
                && json[last + 1] == '\\'
                && json[last + 2] == 'u';
        if (isPair) {
            int low = hex(json, last + 3, end);
            if (Character.isLowSurrogate((char) low)) {
                codePoint = Character.toCodePoint((char) unit, (char) low);
                last += 2 + HEX_DIGITS;
            }
        }
        to.put(new String(Character.toChars(codePoint)).getBytes(StandardCharsets.UTF_8));
        return last + 1;
    }

    private static int hex(byte[] json, int at, int end) {
        int value = 0;
        for (int i = at; i < at + HEX_DIGITS && i < end; i++) {
            value = value * 16 + Math.max(0, Character.digit(json[i], 16));
        }
        return value;
    }

    /** Appends JSON as what a quoted CSV field has between its quotes. */
    public static void appendDoubled(byte[] json, int start, int end, ByteBuilder to) {
        int from = start;
        for (int i = start; i < end; i++) {
            if (json[i] == '"') {
                to.put(json, from, i + 1).put('"');
                from = i + 1;
            }
        }
        to.put(json, from, end);
    }

    /** Appends a text as a JSON string with its quotes, escaped as {@link CsvText#appendJsonString} does. */
    public static void appendString(byte[] text, int start, int end, ByteBuilder scratch, ByteBuilder to) {
        scratch.clear();
        CsvText.appendJsonString(text, start, end, scratch);
        byte[] doubled = scratch.array();
        int from = 0;
        int at = 0;
        while (at < scratch.length()) {
            if (doubled[at] == '"') {
                to.put(doubled, from, at + 1);
                at++;
                from = at + 1;
            }
            at++;
        }
        to.put(doubled, from, scratch.length());
    }
}
