package io.adxflow.sources.wire;

import java.nio.charset.StandardCharsets;

/** Renders labels for messages, so that whatever they hold can go into a log line or an answer. */
public final class LabelText {
    private static final int MAX_CHARS = 200;
    private static final int MAX_PART_BYTES = 200;

    private LabelText() {}

    static String describe(LabelCursor labels) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < labels.count; i++) {
            if (labels.isMetricName(i)) {
                append(text, labels.bytes, labels.valueStart[i], labels.valueEnd[i]);
                break;
            }
        }
        text.append('{');
        boolean named = false;
        String separator = "";
        for (int i = 0; i < labels.count; i++) {
            if (!named && labels.isMetricName(i)) {
                named = true;
                continue;
            }
            if (text.length() >= MAX_CHARS) {
                return text.append(separator).append("…}").toString();
            }
            text.append(separator);
            append(text, labels.bytes, labels.nameStart[i], labels.nameEnd[i]);
            text.append("=\"");
            append(text, labels.bytes, labels.valueStart[i], labels.valueEnd[i]);
            text.append('"');
            separator = ",";
        }
        return text.append('}').toString();
    }

    /** A text in quotes, cut to about 200 characters. */
    public static String quoted(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder("\"");
        append(text, bytes, from, to);
        return text.append('"').toString();
    }

    /** Appends escaped, until the text as a whole is full. */
    private static void append(StringBuilder text, byte[] bytes, int from, int to) {
        int end = Math.min(to, from + MAX_PART_BYTES);
        String part = new String(bytes, from, end - from, StandardCharsets.UTF_8);
        for (int at = 0; at < part.length(); ) {
            if (text.length() >= MAX_CHARS) {
                text.append('…');
                return;
            }
            int codePoint = part.codePointAt(at);
            at += Character.charCount(codePoint);
            appendEscaped(text, codePoint);
        }
        if (end < to) {
            text.append('…');
        }
    }

    private static void appendEscaped(StringBuilder text, int codePoint) {
        switch (codePoint) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\n' -> text.append("\\n");
            default -> {
                if (isVisible(codePoint)) {
                    text.appendCodePoint(codePoint);
                } else {
                    text.append(String.format("\\u{%x}", codePoint));
                }
            }
        }
    }

    /** False for what a terminal or a log viewer might act upon, or not show. */
    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
