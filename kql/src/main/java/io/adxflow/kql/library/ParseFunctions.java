package io.adxflow.kql.library;

import static io.adxflow.kql.library.Arguments.text;
import static io.adxflow.kql.library.Arguments.whole;

import io.adxflow.kql.values.Urls;
import io.adxflow.kql.values.XmlText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Texts of a known form taken apart: URLs, CSV, versions, paths, command lines, XML; and sizes put into words. */
final class ParseFunctions {
    private static final String[] UNITS = {"Bytes", "KB", "MB", "GB", "TB", "PB", "EB"};

    private ParseFunctions() {}

    static void addTo(Library library) {
        library.add("parse_url", a -> Urls.parse(text(a, 0)));
        library.add("parse_urlquery", a -> {
            Map<String, @Nullable Object> result = new LinkedHashMap<>();
            result.put("Query Parameters", Urls.parameters(text(a, 0)));
            return result;
        });
        library.add("url_encode", a -> Urls.encode(text(a, 0), true));
        library.add("url_encode_component", a -> Urls.encode(text(a, 0), false));
        library.add("url_decode", a -> Urls.decode(text(a, 0)));
        library.add("parse_csv", a -> csv(text(a, 0)));
        library.add("parse_version", a -> version(text(a, 0)));
        library.add("parse_path", a -> path(text(a, 0)));
        library.add("parse_command_line", a -> text(a, 1).equalsIgnoreCase("windows") ? commandLine(text(a, 0)) : null);
        library.add("parse_xml", a -> XmlText.parse(text(a, 0)));
        library.add("format_bytes", a -> formatBytes(a));
    }

    /** The first record of RFC 4180. */
    private static List<@Nullable Object> csv(String source) {
        List<@Nullable Object> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            if (quoted) {
                if (c != '"') {
                    field.append(c);
                } else if (i + 1 < source.length() && source.charAt(i + 1) == '"') {
                    field.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"' && field.length() == 0) {
                quoted = true;
            } else if (c == ',') {
                fields.add(field.toString());
                field.setLength(0);
            } else if (c == '\n' || c == '\r') {
                break;
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    /** One to four parts of up to eight digits each. */
    private static @Nullable BigDecimal version(String source) {
        String[] parts = source.strip().split("\\.", -1);
        if (parts.length > 4) {
            return null;
        }
        BigInteger value = BigInteger.ZERO;
        for (int i = 0; i < 4; i++) {
            String part = i < parts.length ? parts[i] : "0";
            if (part.isEmpty() || part.length() > 8 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return null;
            }
            value = value.multiply(BigInteger.valueOf(100_000_000)).add(new BigInteger(part));
        }
        return new BigDecimal(value);
    }

    private static Map<String, @Nullable Object> path(String source) {
        String rest = source;
        String scheme = "";
        int colon = rest.indexOf("://");
        if (colon > 0) {
            scheme = rest.substring(0, colon);
            rest = rest.substring(colon + 3);
        }
        String stream = "";
        int lastColon = rest.lastIndexOf(':');
        if (lastColon > 1
                && rest.substring(lastColon + 1).indexOf('/') < 0
                && rest.substring(lastColon + 1).indexOf('\\') < 0) {
            stream = rest.substring(lastColon + 1);
            rest = rest.substring(0, lastColon);
        }
        int separator = Math.max(rest.lastIndexOf('/'), rest.lastIndexOf('\\'));
        String directory = separator < 0 ? "" : rest.substring(0, separator);
        String file = rest.substring(separator + 1);
        int above = Math.max(directory.lastIndexOf('/'), directory.lastIndexOf('\\'));
        int dot = file.lastIndexOf('.');
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        parts.put("Scheme", scheme);
        parts.put("RootPath", rest.length() > 1 && rest.charAt(1) == ':' ? rest.substring(0, 2) : "");
        parts.put("DirectoryPath", directory);
        parts.put("DirectoryName", directory.substring(above + 1));
        parts.put("Filename", file);
        parts.put("Extension", dot < 0 ? "" : file.substring(dot + 1));
        parts.put("AlternateDataStreamName", stream);
        return parts;
    }

    /** As Windows does: backslashes count before quotes alone, quotes hold blanks together. */
    private static @Nullable List<@Nullable Object> commandLine(String source) {
        List<@Nullable Object> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '\\') {
                int end = i;
                while (end < source.length() && source.charAt(end) == '\\') {
                    end++;
                }
                int slashes = end - i;
                boolean beforeQuote = end < source.length() && source.charAt(end) == '"';
                word.append("\\".repeat(beforeQuote ? slashes / 2 : slashes));
                any = true;
                i = end - 1;
                if (beforeQuote && slashes % 2 == 1) {
                    word.append('"');
                    i++;
                }
            } else if (c == '"') {
                quoted = !quoted;
                any = true;
            } else if (!quoted && (c == ' ' || c == '\t')) {
                if (any) {
                    words.add(word.toString());
                }
                word.setLength(0);
                any = false;
            } else {
                word.append(c);
                any = true;
            }
        }
        if (any) {
            words.add(word.toString());
        }
        return words.isEmpty() ? null : words;
    }

    private static @Nullable String formatBytes(@Nullable Object[] a) {
        double size = Arguments.real(a, 0);
        int digits = (int) Math.max(0, Math.min(15, whole(a, 1, 0)));
        String asked = text(a, 2, "");
        int unit = 0;
        if (asked.isEmpty()) {
            while (unit < UNITS.length - 1 && Math.abs(size) >= 1024) {
                size /= 1024;
                unit++;
            }
        } else {
            for (; unit < UNITS.length && !UNITS[unit].equalsIgnoreCase(asked); unit++) {
                size /= 1024;
            }
            if (unit == UNITS.length) {
                return null;
            }
        }
        if (Double.isNaN(size) || Double.isInfinite(size)) {
            return null;
        }
        BigDecimal rounded =
                BigDecimal.valueOf(size).setScale(digits, RoundingMode.HALF_UP).stripTrailingZeros();
        return String.format(Locale.ROOT, "%s %s", rounded.signum() == 0 ? "0" : rounded.toPlainString(), UNITS[unit]);
    }
}
