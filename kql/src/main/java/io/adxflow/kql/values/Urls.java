package io.adxflow.kql.values;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code parse_url}, {@code parse_urlquery}, {@code url_encode}, {@code url_encode_component} and {@code url_decode}. */
public final class Urls {
    private static final String UNRESERVED = "-_.~";

    private Urls() {}

    /** The parts of an absolute URL, all of them strings but the query's parameters. */
    public static Map<String, @Nullable Object> parse(String url) {
        String rest = url;
        String fragment = "";
        int hash = rest.indexOf('#');
        if (hash >= 0) {
            fragment = rest.substring(hash + 1);
            rest = rest.substring(0, hash);
        }
        String query = "";
        int question = rest.indexOf('?');
        if (question >= 0) {
            query = rest.substring(question + 1);
            rest = rest.substring(0, question);
        }
        String scheme = "";
        int colon = rest.indexOf("://");
        String authority = "";
        String path = rest;
        if (colon > 0) {
            scheme = rest.substring(0, colon);
            String behind = rest.substring(colon + 3);
            int slash = behind.indexOf('/');
            authority = slash < 0 ? behind : behind.substring(0, slash);
            path = slash < 0 ? "" : behind.substring(slash + 1);
        }
        String user = "";
        int at = authority.lastIndexOf('@');
        if (at >= 0) {
            user = authority.substring(0, at);
            authority = authority.substring(at + 1);
        }
        int bracket = authority.lastIndexOf(']');
        int port = authority.indexOf(':', Math.max(0, bracket));
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        parts.put("Scheme", scheme);
        parts.put("Host", port < 0 ? authority : authority.substring(0, port));
        parts.put("Port", port < 0 ? "" : authority.substring(port + 1));
        parts.put("Path", path);
        int password = user.indexOf(':');
        parts.put("Username", password < 0 ? user : user.substring(0, password));
        parts.put("Password", password < 0 ? "" : user.substring(password + 1));
        parts.put("Query Parameters", parameters(query));
        parts.put("Fragment", fragment);
        return parts;
    }

    /** The parameters of a query, names to values; of equal names the last counts. */
    public static Map<String, @Nullable Object> parameters(String query) {
        Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                parameters.put(
                        equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
            }
        }
        return parameters;
    }

    /**
     * Percent-encodes all but letters, digits and {@code - _ . ~}, in lower-case hexadecimal digits.
     *
     * @param plus whether a blank becomes {@code +}, as forms have it
     */
    public static String encode(String text, boolean plus) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c < 0x80 && (Utf8.isAlphanumeric(c) || UNRESERVED.indexOf(c) >= 0)) {
                encoded.append(c);
            } else if (plus && c == ' ') {
                encoded.append('+');
            } else {
                encoded.append('%').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 0xF, 16));
            }
        }
        return encoded.toString();
    }

    /** Resolves {@code %xx}, and {@code +} to a blank; what is no such sequence stays. */
    public static String decode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int high = bytes[i] == '%' && i + 2 < bytes.length ? digit(bytes[i + 1]) : -1;
            int low = high < 0 ? -1 : digit(bytes[i + 2]);
            if (low >= 0) {
                decoded.write(high << 4 | low);
                i += 2;
            } else {
                decoded.write(bytes[i] == '+' ? ' ' : bytes[i]);
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    private static int digit(byte b) {
        return b < 0 ? -1 : Character.digit(b, 16);
    }
}
