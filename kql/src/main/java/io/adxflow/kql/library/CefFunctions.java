package io.adxflow.kql.library;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code parse_cef_dictionary}, which Data Collection Rules have beside the language: a message of the Common Event Format as a bag of its header's fields and of
 * {@code Extension}, the bag of its keys and values. Source: Azure Monitor's page on supported KQL features in transformations; ArcSight's Common Event Format, version 26.
 */
final class CefFunctions {
    private static final String[] HEADER = {
        "CefVersion", "DeviceVendor", "DeviceProduct", "DeviceVersion", "DeviceEventClassID", "Name", "Severity"
    };

    private CefFunctions() {}

    static void addTo(Library library) {
        library.add("parse_cef_dictionary", a -> parse(Arguments.text(a, 0)));
    }

    private static @Nullable Object parse(String message) {
        int begin = message.indexOf("CEF:");
        if (begin < 0) {
            return null;
        }
        List<String> fields = new ArrayList<>();
        int at = begin + "CEF:".length();
        StringBuilder field = new StringBuilder();
        for (; at < message.length() && fields.size() < HEADER.length; at++) {
            char c = message.charAt(at);
            if (c == '\\' && at + 1 < message.length()) {
                field.append(message.charAt(++at));
            } else if (c == '|') {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        if (fields.size() < HEADER.length) {
            return null;
        }
        Map<String, @Nullable Object> parsed = new LinkedHashMap<>();
        for (int i = 0; i < HEADER.length; i++) {
            parsed.put(HEADER[i], fields.get(i));
        }
        parsed.put("Extension", extension(message.substring(at)));
        return parsed;
    }

    /** Keys are words before an equals sign; a value reaches up to the blank before the next key. */
    private static Map<String, @Nullable Object> extension(String text) {
        Map<String, @Nullable Object> pairs = new LinkedHashMap<>();
        int equals = equalsSign(text, 0);
        int keyAt = 0;
        while (equals >= 0) {
            String key = text.substring(keyAt, equals).strip();
            int next = equalsSign(text, equals + 1);
            int nextKey = next < 0 ? text.length() : text.lastIndexOf(' ', next) + 1;
            int end = next < 0 ? text.length() : Math.max(equals + 1, nextKey - 1);
            pairs.put(key, unescaped(text.substring(equals + 1, end).strip()));
            keyAt = Math.max(nextKey, equals + 1);
            equals = next;
        }
        return pairs;
    }

    private static int equalsSign(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '=') {
                return i;
            }
        }
        return -1;
    }

    private static String unescaped(String value) {
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\\' || i + 1 == value.length()) {
                text.append(c);
                continue;
            }
            char escaped = value.charAt(++i);
            text.append(escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : escaped);
        }
        return text.toString();
    }
}
