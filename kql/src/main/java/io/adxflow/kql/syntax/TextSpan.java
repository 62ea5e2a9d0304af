package io.adxflow.kql.syntax;

/**
 * A stretch of a query's text.
 *
 * @param offset of the first char
 * @param length in chars
 */
public record TextSpan(int offset, int length) {
    /** The offset behind the last char. */
    public int end() {
        return offset + length;
    }

    /** From the begin of one to the end of another that stands behind it. */
    public static TextSpan between(TextSpan first, TextSpan last) {
        return new TextSpan(first.offset, Math.max(0, last.end() - first.offset));
    }

    /** The line in which it begins, from 1. */
    public int line(String text) {
        int line = 1;
        for (int i = 0; i < Math.min(offset, text.length()); i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
        return line;
    }

    /** The char of its line at which it begins, from 1. */
    public int column(String text) {
        return offset - text.lastIndexOf('\n', Math.max(-1, Math.min(offset, text.length()) - 1));
    }
}
