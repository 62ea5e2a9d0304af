package io.adxflow.sources.http;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The origins of pages whose scripts may send (Fetch standard, section "CORS protocol"), as the Collector's {@code allowed_origins}:
 * whole origins, each with at most one {@code *} for any characters, or {@code *} alone for all.
 */
public final class CorsOrigins implements Serializable {
    private static final long serialVersionUID = 1;

    /** Scheme, host and port, of which a wildcard may hide any part. */
    private static final Pattern ORIGIN = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*://[^/\\s*]*\\*?[^/\\s*]*");

    private final List<String> patterns;

    private CorsOrigins(List<String> patterns) {
        this.patterns = patterns;
    }

    /** @throws IllegalArgumentException for the first that is no origin; the message names it */
    static CorsOrigins parse(List<String> texts) {
        for (String text : texts) {
            if (!text.equals("*") && !ORIGIN.matcher(text).matches()) {
                throw new IllegalArgumentException("'" + text
                        + "' is not an origin (expected: as in https://shop.example.org, https://*.example.org, or *)");
            }
        }
        return new CorsOrigins(
                texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList());
    }

    boolean allow(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        return patterns.stream().anyMatch(pattern -> matches(pattern, lower));
    }

    private static boolean matches(String pattern, String origin) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(origin);
        }
        String head = pattern.substring(0, star);
        String tail = pattern.substring(star + 1);
        return origin.length() >= head.length() + tail.length() && origin.startsWith(head) && origin.endsWith(tail);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CorsOrigins origins && patterns.equals(origins.patterns);
    }

    @Override
    public int hashCode() {
        return patterns.hashCode();
    }

    @Override
    public String toString() {
        return patterns.toString();
    }
}
