package io.adxflow.sources.wire;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A media type with parameters (RFC 9110, sections 8.3.1 and 5.6.6).
 *
 * @param essence type and subtype in lower case
 * @param parameters values by name in lower case
 */
record MediaType(String essence, Map<String, String> parameters) {
    /** What a token may hold besides ASCII letters and digits. */
    private static final String PUNCTUATION = "!#$%&'*+-.^_`|~";

    /** Null when the text is not a media type, or names a parameter twice with different values. */
    static @Nullable MediaType parse(String text) {
        int semicolon = text.indexOf(';');
        String essence = (semicolon < 0 ? text : text.substring(0, semicolon)).strip();
        int slash = essence.indexOf('/');
        if (slash < 0 || !isToken(essence.substring(0, slash)) || !isToken(essence.substring(slash + 1))) {
            return null;
        }
        Map<String, String> parameters = new HashMap<>();
        int at = semicolon < 0 ? text.length() : semicolon;
        while (at < text.length()) {
            int end = endOfParameter(text, at + 1);
            if (!addParameter(text.substring(at + 1, end).strip(), parameters)) {
                return null;
            }
            at = end;
        }
        return new MediaType(essence.toLowerCase(Locale.ROOT), parameters);
    }

    /** The next semicolon that is not within quotes, or the end. */
    private static int endOfParameter(String text, int from) {
        boolean quoted = false;
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                at++;
            } else if (c == ';' && !quoted) {
                return at;
            }
        }
        return text.length();
    }

    private static boolean addParameter(String parameter, Map<String, String> into) {
        if (parameter.isEmpty()) {
            return true;
        }
        int equals = parameter.indexOf('=');
        if (equals < 0 || !isToken(parameter.substring(0, equals))) {
            return false;
        }
        String value = unquoted(parameter.substring(equals + 1));
        if (value == null) {
            return false;
        }
        String before = into.put(parameter.substring(0, equals).toLowerCase(Locale.ROOT), value);
        return before == null || before.equals(value);
    }

    private static @Nullable String unquoted(String value) {
        if (!value.startsWith("\"")) {
            return isToken(value) ? value : null;
        }
        StringBuilder content = new StringBuilder();
        for (int at = 1; at < value.length(); at++) {
            char c = value.charAt(at);
            if (c == '"') {
                return at == value.length() - 1 ? content.toString() : null;
            }
            if (c == '\\' && ++at < value.length()) {
                c = value.charAt(at);
            }
            content.append(c);
        }
        return null;
    }

    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c -> (c < 0x80 && Character.isLetterOrDigit(c)) || PUNCTUATION.indexOf(c) >= 0);
    }
}
