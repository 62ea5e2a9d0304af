package io.adxflow.kql.syntax;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a query, and where.
 *
 * @param kind whether the text cannot be read, cannot be meant so, or asks for what is not there
 * @param span in the query's text
 * @param hint what to write instead, such as the nearest name; null when nothing is near
 */
public record KqlProblem(Kind kind, String message, TextSpan span, @Nullable String hint) {

    /** What sort of mistake it is. */
    public enum Kind {
        /** The text is not KQL. */
        SYNTAX,
        /** The text is KQL, but names, types or counts do not fit. */
        SEMANTIC,
        /** The text is KQL that this engine does not run. */
        UNSUPPORTED,
        /** The query is larger, deeper or expands to more than is allowed. */
        LIMIT
    }

    /** Message, position, the line with a caret below it, and the hint: what a person at a terminal needs. */
    public String pretty(String text) {
        int start = Math.min(span.offset(), text.length());
        int lineStart = text.lastIndexOf('\n', start - 1) + 1;
        int lineEnd = text.indexOf('\n', start);
        String line = text.substring(lineStart, lineEnd < 0 ? text.length() : lineEnd)
                .replace('\t', ' ')
                .replace('\r', ' ');
        int carets = Math.max(1, Math.min(span.length(), line.length() - (start - lineStart)));
        StringBuilder pretty = new StringBuilder();
        pretty.append(span.line(text))
                .append(':')
                .append(span.column(text))
                .append(": ")
                .append(message);
        pretty.append('\n').append(line).append('\n');
        pretty.append(" ".repeat(start - lineStart)).append("^".repeat(carets));
        if (hint != null) {
            pretty.append('\n').append(hint);
        }
        return pretty.toString();
    }
}
