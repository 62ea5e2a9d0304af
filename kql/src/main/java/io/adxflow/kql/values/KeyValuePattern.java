package io.adxflow.kql.values;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.adxflow.kql.values.regex.MeteredText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code parse-kv}: the values of named keys in a text of keys and values: between delimiters, or, without any, between all that is no letter or digit, or by a regular
 * expression with a group for the key and one for the value. The first value of a key counts; blanks around both do not.
 */
public final class KeyValuePattern {
    private final Set<String> keys;
    private final String pairDelimiter;
    private final String kvDelimiter;
    private final String quote;
    private final String escape;
    private final boolean greedy;
    private final @Nullable Pattern regex;

    /**
     * Prepares a pattern.
     *
     * @param options as {@code parse-kv} names them, absent ones left out
     * @throws IllegalArgumentException when the regular expression is none, or has no two groups
     */
    public KeyValuePattern(Set<String> keys, Map<String, Object> options) {
        this.keys = keys;
        this.pairDelimiter = (String) options.getOrDefault("pair_delimiter", "");
        this.kvDelimiter = (String) options.getOrDefault("kv_delimiter", "");
        this.quote = (String) options.getOrDefault("quote", "");
        this.escape = (String) options.getOrDefault("escape", "");
        this.greedy = Boolean.TRUE.equals(options.get("greedy"));
        String pattern = (String) options.get("regex");
        this.regex = pattern == null ? null : Regexes.compile(pattern);
        if (regex != null && regex.groupCount() != 2) {
            throw new IllegalArgumentException("the regular expression of parse-kv has " + regex.groupCount()
                    + " groups; it needs two, for the key and the value");
        }
    }

    /** The values that were found, by key. */
    public Map<String, String> match(String text) {
        Map<String, String> found = new LinkedHashMap<>();
        if (regex != null) {
            Matcher matcher = regex.matcher(MeteredText.of(text));
            try {
                while (matcher.find()) {
                    add(found, matcher.group(1), matcher.group(2));
                }
            } catch (MeteredText.TooMuchWork tooMuch) {
                return Map.of();
            }
        } else if (pairDelimiter.isEmpty() || kvDelimiter.isEmpty()) {
            new Reader(text, found).readTerms();
        } else {
            new Reader(text, found).readPairs();
        }
        return found;
    }

    private void add(Map<String, String> found, @Nullable String key, @Nullable String value) {
        String name = key == null ? "" : key.strip();
        if (keys.contains(name)) {
            found.putIfAbsent(name, value == null ? "" : value.strip());
        }
    }

    /** Reads one text. */
    private final class Reader {
        private final String text;
        private final Map<String, String> found;
        private int at;

        Reader(String text, Map<String, String> found) {
            this.text = text;
            this.found = found;
        }

        void readPairs() {
            while (at < text.length()) {
                skipBlanks();
                String key = isQuoted() ? quoted() : unquotedKey();
                if (key == null) {
                    continue;
                }
                skipBlanksBefore(kvDelimiter);
                if (!text.startsWith(kvDelimiter, at)) {
                    skipPair();
                    continue;
                }
                at += kvDelimiter.length();
                skipBlanksBefore("");
                if (isQuoted()) {
                    add(found, key, quoted());
                    skipPair();
                } else {
                    int end = valueEnd();
                    add(found, key, text.substring(at, end));
                    at = Math.min(text.length(), end + pairDelimiter.length());
                }
            }
        }

        /** @return null when a pair ends before a key does; it is skipped then */
        private @Nullable String unquotedKey() {
            int kv = text.indexOf(kvDelimiter, at);
            int pair = text.indexOf(pairDelimiter, at);
            if (kv < 0 || (pair >= 0 && pair < kv)) {
                at = kv < 0 ? text.length() : pair + pairDelimiter.length();
                return null;
            }
            String key = text.substring(at, kv);
            at = kv;
            return key;
        }

        private int valueEnd() {
            int end = text.indexOf(pairDelimiter, at);
            if (end < 0 || !greedy) {
                return end < 0 ? text.length() : end;
            }
            int nextKv = text.indexOf(kvDelimiter, at);
            if (nextKv < 0) {
                return text.length();
            }
            int last = text.lastIndexOf(pairDelimiter, nextKv - 1);
            return last < at ? end : last;
        }

        private void skipPair() {
            int pair = text.indexOf(pairDelimiter, at);
            at = pair < 0 ? text.length() : pair + pairDelimiter.length();
        }

        void readTerms() {
            String key = null;
            while (at < text.length()) {
                String term;
                if (isQuoted()) {
                    term = quoted();
                } else if (Utf8.isAlphanumeric(text.codePointAt(at))) {
                    term = term();
                } else {
                    at += Character.charCount(text.codePointAt(at));
                    continue;
                }
                if (key != null) {
                    add(found, key, term);
                }
                key = key == null && keys.contains(term) && !found.containsKey(term) ? term : null;
            }
        }

        private String term() {
            int begin = at;
            while (at < text.length() && Utf8.isAlphanumeric(text.codePointAt(at))) {
                at += Character.charCount(text.codePointAt(at));
            }
            return text.substring(begin, at);
        }

        private boolean isQuoted() {
            return !quote.isEmpty() && at < text.length() && text.charAt(at) == quote.charAt(0);
        }

        private String quoted() {
            char close = quote.charAt(quote.length() - 1);
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length(); at++) {
                char c = text.charAt(at);
                if (!escape.isEmpty() && c == escape.charAt(0) && at + 1 < text.length()) {
                    value.append(text.charAt(++at));
                } else if (c == close) {
                    at++;
                    break;
                } else {
                    value.append(c);
                }
            }
            return value.toString();
        }

        private void skipBlanks() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        /** Blanks that are no delimiter themselves. */
        private void skipBlanksBefore(String delimiter) {
            while (at < text.length()
                    && Character.isWhitespace(text.charAt(at))
                    && !text.startsWith(pairDelimiter, at)
                    && (delimiter.isEmpty() || !text.startsWith(delimiter, at))) {
                at++;
            }
        }
    }
}
