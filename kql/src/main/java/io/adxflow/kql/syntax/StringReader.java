package io.adxflow.kql.syntax;

/** Reads one string literal: {@code "…"}, {@code '…'}, {@code @"…"} or a multi-line one. */
final class StringReader {
    private final String text;
    private final int start;
    private int at;

    /** @param start at the quote, or at the {@code @} before it */
    StringReader(String text, int start) {
        this.text = text;
        this.start = start;
        this.at = start;
    }

    /** Behind the closing quote, once it is read. */
    int end() {
        return at;
    }

    String read() {
        if (text.startsWith("```", at) || text.startsWith("~~~", at)) {
            int close = text.indexOf(text.substring(at, at + 3), at + 3);
            if (close < 0) {
                throw notClosed();
            }
            at = close + 3;
            return text.substring(start + 3, close);
        }
        if (text.charAt(at) == '@') {
            at++;
            return verbatim();
        }
        return escaped();
    }

    private String verbatim() {
        char quote = text.charAt(at++);
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\n' || c == '\r') {
                throw notClosed();
            }
            if (c != quote) {
                value.append(c);
            } else if (at < text.length() && text.charAt(at) == quote) {
                value.append(quote);
                at++;
            } else {
                return value.toString();
            }
        }
        throw notClosed();
    }

    private String escaped() {
        char quote = text.charAt(at++);
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == quote) {
                return value.toString();
            }
            if (c == '\n' || c == '\r') {
                throw notClosed();
            }
            if (c == '\\') {
                escape(value);
            } else {
                value.append(c);
            }
        }
        throw notClosed();
    }

    private void escape(StringBuilder value) {
        if (at == text.length()) {
            throw notClosed();
        }
        char c = text.charAt(at++);
        switch (c) {
            case '\'', '"', '\\' -> value.append(c);
            case 'a' -> value.append('\u0007');
            case 'b' -> value.append('\b');
            case 'f' -> value.append('\f');
            case 'n' -> value.append('\n');
            case 'r' -> value.append('\r');
            case 't' -> value.append('\t');
            case 'v' -> value.append('\u000B');
            case 'x' -> value.append((char) hex(2));
            case 'u' -> value.append((char) hex(4));
            case 'U' -> {
                int codePoint = hex(8);
                if (!Character.isValidCodePoint(codePoint)) {
                    throw badEscape();
                }
                value.appendCodePoint(codePoint);
            }
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                int octal = c - '0';
                for (int i = 0; i < 2 && at < text.length() && isOctal(text.charAt(at)) && octal * 8 < 256; i++) {
                    octal = octal * 8 + text.charAt(at++) - '0';
                }
                value.append((char) octal);
            }
            default -> throw badEscape();
        }
    }

    private static boolean isOctal(char c) {
        return c >= '0' && c <= '7';
    }

    private int hex(int digits) {
        if (at + digits > text.length()) {
            throw badEscape();
        }
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(text.charAt(at++), 16);
            if (digit < 0) {
                throw badEscape();
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private KqlException notClosed() {
        return new KqlException(
                KqlProblem.Kind.SYNTAX,
                "the string is not closed",
                new TextSpan(start, Math.max(1, Math.min(at, text.length()) - start)),
                null);
    }

    private KqlException badEscape() {
        int slash = Math.max(start, text.lastIndexOf('\\', Math.max(start, at - 1)));
        return new KqlException(
                KqlProblem.Kind.SYNTAX,
                "an escape that is not known",
                new TextSpan(slash, Math.max(1, at - slash)),
                "write \\\\ for a backslash, or @\"…\" for a text where it stands for itself");
    }
}
