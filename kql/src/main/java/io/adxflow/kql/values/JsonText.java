package io.adxflow.kql.values;

import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.Timespan;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * JSON text to the trees that dynamic values are (see {@link io.adxflow.kql.types}) and back to compact text. Of equal keys the first counts;
 * a whole number that does not fit into 64 bits becomes a real; times and GUIDs are written as strings.
 */
public final class JsonText {
    private JsonText() {}

    /** What {@code parse_json} gives: {@code ""} is null, a text that is no JSON is itself, a string. */
    public static @Nullable Object parse(String text) {
        if (text.isEmpty()) {
            return null;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return new JsonScanner().isValid(utf8, 0, utf8.length) ? read(utf8, 0, utf8.length) : text;
    }

    /** The tree of a range that is JSON, as {@link JsonScanner#isValid} finds. */
    public static @Nullable Object read(byte[] json, int from, int to) {
        return new Reader(json, from, to).value();
    }

    /** Compact JSON; null is {@code null}. */
    public static String write(@Nullable Object value) {
        StringBuilder json = new StringBuilder();
        write(json, value);
        return json.toString();
    }

    /** The text that {@code tostring} gives of a dynamic value: nothing of null, a string without quotes, else compact JSON. */
    public static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof String string ? string : isScalarInQuotes(value) ? value.toString() : write(value);
    }

    private static boolean isScalarInQuotes(Object value) {
        return value instanceof Datetime || value instanceof Timespan || value instanceof UUID;
    }

    /** What stands between a string's quotes in a range of bytes, with its escapes resolved. */
    static String unescape(byte[] json, int from, int to) {
        String raw = new String(json, from, to - from, StandardCharsets.UTF_8);
        if (raw.indexOf('\\') < 0) {
            return raw;
        }
        StringBuilder text = new StringBuilder(raw.length());
        int i = 0;
        while (i < raw.length()) {
            char c = raw.charAt(i++);
            if (c != '\\' || i == raw.length()) {
                text.append(c);
                continue;
            }
            char escaped = raw.charAt(i++);
            switch (escaped) {
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    text.append((char) Integer.parseInt(raw, i, i + 4, 16));
                    i += 4;
                }
                default -> text.append(escaped);
            }
        }
        return text.toString();
    }

    private static void write(StringBuilder json, @Nullable Object value) {
        if (value == null) {
            json.append("null");
        } else if (value instanceof Map<?, ?> map) {
            json.append('{');
            String separator = "";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.append(separator);
                quote(json, String.valueOf(entry.getKey()));
                json.append(':');
                write(json, entry.getValue());
                separator = ",";
            }
            json.append('}');
        } else if (value instanceof List<?> list) {
            json.append('[');
            for (int i = 0; i < list.size(); i++) {
                if (i > 0) {
                    json.append(',');
                }
                write(json, list.get(i));
            }
            json.append(']');
        } else if (value instanceof Double real) {
            json.append(Reals.formatJson(real));
        } else if (value instanceof Boolean || value instanceof Long || value instanceof Integer) {
            json.append(value);
        } else if (value instanceof BigDecimal decimal) {
            quote(json, decimal.toPlainString());
        } else {
            quote(json, value.toString());
        }
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < 0x20) {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }

    /** Reads a text that is known to be JSON. */
    private static final class Reader {
        private final byte[] json;
        private final int to;
        private int at;

        Reader(byte[] json, int from, int to) {
            this.json = json;
            this.at = from;
            this.to = to;
        }

        @Nullable
        Object value() {
            skipBlanks();
            return switch (json[at]) {
                case '{' -> object();
                case '[' -> array();
                case '"' -> string();
                case 't' -> word(4, true);
                case 'f' -> word(5, false);
                case 'n' -> word(4, null);
                default -> number();
            };
        }

        private @Nullable Object word(int length, @Nullable Object value) {
            at += length;
            return value;
        }

        private Map<String, @Nullable Object> object() {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            at++;
            skipBlanks();
            while (json[at] != '}') {
                String key = string();
                skipBlanks();
                at++;
                Object value = value();
                if (!map.containsKey(key)) {
                    map.put(key, value);
                }
                skipSeparator();
            }
            at++;
            return map;
        }

        private List<@Nullable Object> array() {
            List<@Nullable Object> list = new ArrayList<>();
            at++;
            skipBlanks();
            while (json[at] != ']') {
                list.add(value());
                skipSeparator();
            }
            at++;
            return list;
        }

        private void skipSeparator() {
            skipBlanks();
            if (json[at] == ',') {
                at++;
                skipBlanks();
            }
        }

        private String string() {
            int begin = ++at;
            while (json[at] != '"') {
                at += json[at] == '\\' ? 2 : 1;
            }
            return unescape(json, begin, at++);
        }

        private Object number() {
            int begin = at;
            boolean whole = true;
            while (at < to && ((json[at] >= '0' && json[at] <= '9') || "+-.eE".indexOf(json[at]) >= 0)) {
                whole &= json[at] != '.' && json[at] != 'e' && json[at] != 'E';
                at++;
            }
            String digits = new String(json, begin, at - begin, StandardCharsets.ISO_8859_1);
            if (whole) {
                Long value = Numbers.parseLong(digits);
                if (value != null) {
                    return value;
                }
            }
            return Double.valueOf(digits);
        }

        private void skipBlanks() {
            while (at < to && (json[at] == ' ' || json[at] == '\n' || json[at] == '\t' || json[at] == '\r')) {
                at++;
            }
        }
    }
}
