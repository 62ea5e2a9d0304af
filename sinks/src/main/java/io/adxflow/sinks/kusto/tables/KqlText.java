package io.adxflow.sinks.kusto.tables;

import io.adxflow.sinks.batch.TableSchema;
import java.time.Duration;
import java.util.Set;

/**
 * Makes names, texts and durations safe to stand in KQL: whatever is given, the result is one token. Quotes, backslashes, and all
 * that is not printable ASCII are escaped, so that neither a quote nor a line break nor a look-alike can end it
 * (<a href="https://learn.microsoft.com/kusto/query/scalar-data-types/string">The string data type</a>,
 * <a href="https://learn.microsoft.com/kusto/query/schema-entities/entity-names">Entity names</a>).
 */
public final class KqlText {
    private static final int MAX_NAME_LENGTH = 1024;
    private static final Set<String> TYPES =
            Set.of("bool", "datetime", "decimal", "dynamic", "guid", "int", "long", "real", "string", "timespan");

    private KqlText() {}

    /** A reference to an entity, {@code ['…']}. Does not say that there may be one of that name: see {@link #checkName}. */
    public static String identifier(String name) {
        return "['" + escaped(name, '\'') + "']";
    }

    /** A literal in double quotes. */
    public static String string(String text) {
        return '"' + escaped(text, '"') + '"';
    }

    /** A literal in single quotes, in which JSON is easier to read. */
    public static String singleQuoted(String text) {
        return '\'' + escaped(text, '\'') + '\'';
    }

    /**
     * A literal that Kusto hides in its logs, {@code h"…"}: for addresses with a signature. Not the verbatim form
     * {@code h@"…"}, which cannot hold a line break.
     */
    public static String hidden(String secret) {
        return 'h' + string(secret);
    }

    /** A timespan literal, in days or else in seconds; parts of a second are cut. */
    static String timespan(Duration duration) {
        long days = duration.toDays();
        return duration.equals(Duration.ofDays(days)) ? days + "d" : duration.toSeconds() + "s";
    }

    /** A timespan in a policy's JSON: {@code d.hh:mm:ss}. */
    static String policyTimespan(Duration duration) {
        return String.format(
                "%d.%02d:%02d:%02d",
                duration.toDays(), duration.toHoursPart(), duration.toMinutesPart(), duration.toSecondsPart());
    }

    /**
     * Returns {@code name} when Kusto allows an entity of that name: 1 to 1024 ASCII letters, digits, {@code _ - .} and spaces.
     *
     * @param what a word for the message
     * @throws IllegalArgumentException otherwise
     */
    static String checkName(String what, String name) {
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH || !name.chars().allMatch(KqlText::isNameChar)) {
            throw new IllegalArgumentException(what + ": " + string(name)
                    + " (expected: 1 to 1024 letters, digits, '_', '-', '.' and spaces, as Kusto allows)");
        }
        return name;
    }

    /** @throws IllegalArgumentException when a column's name or type is none of Kusto's */
    static void checkColumns(TableSchema schema) {
        for (TableSchema.Column column : schema.columns()) {
            checkName("column", column.name());
            if (!TYPES.contains(column.type())) {
                throw new IllegalArgumentException("type of column " + column.name() + ": " + string(column.type())
                        + " (expected: one of Kusto's)");
            }
        }
    }

    private static boolean isNameChar(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-'
                || c == '.'
                || c == ' ';
    }

    private static String escaped(String text, char quote) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' || c == quote) {
                escaped.append('\\').append(c);
            } else if (c >= ' ' && c <= '~') {
                escaped.append(c);
            } else {
                escaped.append(String.format("\\u%04x", (int) c));
            }
        }
        return escaped.toString();
    }
}
