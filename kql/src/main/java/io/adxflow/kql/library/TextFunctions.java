package io.adxflow.kql.library;

import static io.adxflow.kql.library.Arguments.text;
import static io.adxflow.kql.library.Arguments.whole;

import io.adxflow.kql.values.Conversions;
import io.adxflow.kql.values.Occurrences;
import io.adxflow.kql.values.ValueSize;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Functions that make texts of texts. Positions and lengths count code points. */
final class TextFunctions {
    private static final int MOST_REPEATS = 1024;

    private TextFunctions() {}

    static void addTo(Library library) {
        library.add(
                "strlen", a -> (long) text(a, 0).codePointCount(0, text(a, 0).length()));
        library.add("string_size", a -> (long) text(a, 0).getBytes(StandardCharsets.UTF_8).length);
        library.add("substring", a -> substring(text(a, 0), whole(a, 1), whole(a, 2, Long.MAX_VALUE)));
        library.add("tolower", a -> text(a, 0).toLowerCase(Locale.ROOT));
        library.add("toupper", a -> text(a, 0).toUpperCase(Locale.ROOT));
        library.addLenient("strcat", TextFunctions::strcat);
        library.addLenient("strcat_delim", TextFunctions::strcatDelim);
        library.add("strcat_array", a -> strcatArray(a[0], text(a, 1)));
        library.add("strrep", a -> strrep(text(a, 0), whole(a, 1), text(a, 2, "")));
        library.add("strcmp", a -> (long) Integer.signum(compare(text(a, 0), text(a, 1))));
        library.addLenient(
                "reverse", a -> new StringBuilder(text(a, 0)).reverse().toString());
        library.add("replace_string", a -> replace(text(a, 0), text(a, 1), text(a, 2)));
        library.add("replace_strings", a -> replaceAll(text(a, 0), a[1], a[2]));
        library.add("translate", a -> translate(text(a, 0), text(a, 1), text(a, 2)));
        library.add("split", TextFunctions::split);
        library.add("unicode_codepoints_from_string", a -> codePoints(text(a, 0)));
        library.add("unicode_codepoints_to_string", a -> fromCodePoints(Arguments.rest(a, 0)));
        library.add("isutf8", a -> true);
        library.add("isascii", a -> text(a, 0).chars().allMatch(c -> c < 0x80));
    }

    static String substring(String source, long start, long length) {
        int count = source.codePointCount(0, source.length());
        long from = start < 0 ? Math.max(0, count + start) : Math.min(start, count);
        long to = length < 0 ? from : length > count - from ? count : from + length;
        int begin = source.offsetByCodePoints(0, (int) from);
        return source.substring(begin, source.offsetByCodePoints(begin, (int) (to - from)));
    }

    private static @Nullable String strcat(@Nullable Object[] a) {
        StringBuilder result = new StringBuilder();
        for (Object one : a) {
            result.append(Conversions.toText(one));
            if (result.length() > ValueSize.MOST) {
                return null;
            }
        }
        return result.toString();
    }

    private static @Nullable String strcatDelim(@Nullable Object[] a) {
        List<String> texts = new ArrayList<>();
        for (int i = 1; i < a.length; i++) {
            texts.add(text(a, i));
        }
        return joined(text(a, 0), texts);
    }

    private static @Nullable String joined(String delimiter, List<String> texts) {
        long length = (long) delimiter.length() * texts.size();
        for (String text : texts) {
            length += text.length();
        }
        return length > ValueSize.MOST ? null : String.join(delimiter, texts);
    }

    private static @Nullable String strcatArray(@Nullable Object value, String delimiter) {
        List<@Nullable Object> array = Arguments.array(value);
        return array == null
                ? null
                : joined(delimiter, array.stream().map(Conversions::toText).toList());
    }

    private static @Nullable String strrep(String value, long times, String delimiter) {
        long repeats = Math.max(0, Math.min(times, MOST_REPEATS));
        if (!ValueSize.fits(repeats, (long) value.length() + delimiter.length())) {
            return null;
        }
        StringBuilder result = new StringBuilder();
        for (long i = 0; i < repeats; i++) {
            result.append(i == 0 ? "" : delimiter).append(value);
        }
        return result.toString();
    }

    /** By code points, which UTF-16 units are not in order of. */
    static int compare(String left, String right) {
        int[] a = left.codePoints().toArray();
        int[] b = right.codePoints().toArray();
        return java.util.Arrays.compare(a, b);
    }

    private static @Nullable String replace(String source, String lookup, String rewrite) {
        if (lookup.isEmpty()) {
            return source;
        }
        StringBuilder result = new StringBuilder();
        Occurrences places = new Occurrences(source, lookup);
        int from = 0;
        for (int at = places.nextApart(); at >= 0; at = places.nextApart()) {
            result.append(source, from, at).append(rewrite);
            from = at + lookup.length();
            if (result.length() > ValueSize.MOST) {
                return null;
            }
        }
        return from == 0 ? source : result.append(source, from, source.length()).toString();
    }

    private static @Nullable String replaceAll(String source, @Nullable Object lookups, @Nullable Object rewrites) {
        List<@Nullable Object> from = Arguments.array(lookups);
        List<@Nullable Object> to = Arguments.array(rewrites);
        if (from == null || to == null || from.size() != to.size()) {
            return source;
        }
        if (!Arguments.isWithinWork(from.size(), source.length())) {
            return null;
        }
        // What one lookup has found, later ones leave alone.
        List<String> texts = new ArrayList<>(List.of(source));
        List<Boolean> open = new ArrayList<>(List.of(true));
        for (int i = 0; i < from.size(); i++) {
            String lookup = Conversions.toText(from.get(i));
            if (!lookup.isEmpty()) {
                replaceOpen(texts, open, lookup, to.get(i) instanceof String rewrite ? rewrite : lookup);
            }
        }
        return joined("", texts);
    }

    private static void replaceOpen(List<String> texts, List<Boolean> open, String lookup, String rewrite) {
        List<String> nextTexts = new ArrayList<>();
        List<Boolean> nextOpen = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            int from = 0;
            Occurrences places = new Occurrences(text, lookup);
            for (int at = open.get(i) ? places.nextApart() : -1; at >= 0; at = places.nextApart()) {
                nextTexts.add(text.substring(from, at));
                nextOpen.add(true);
                nextTexts.add(rewrite);
                nextOpen.add(false);
                from = at + lookup.length();
            }
            nextTexts.add(text.substring(from));
            nextOpen.add(open.get(i));
        }
        texts.clear();
        texts.addAll(nextTexts);
        open.clear();
        open.addAll(nextOpen);
    }

    /** The last character of the replacements stands for all that are missing; without any, what is found is left out. */
    private static String translate(String search, String replacement, String source) {
        int[] from = search.codePoints().toArray();
        int[] to = replacement.codePoints().toArray();
        Map<Integer, Integer> indexes = new HashMap<>();
        for (int i = 0; i < from.length; i++) {
            indexes.putIfAbsent(from[i], i);
        }
        StringBuilder result = new StringBuilder();
        source.codePoints().forEach(c -> {
            Integer index = indexes.get(c);
            if (index == null) {
                result.appendCodePoint(c);
            } else if (to.length > 0) {
                result.appendCodePoint(to[Math.min(index, to.length - 1)]);
            }
        });
        return result.toString();
    }

    private static @Nullable Object split(@Nullable Object[] a) {
        String source = text(a, 0);
        String delimiter = text(a, 1);
        if (delimiter.isEmpty()) {
            return null;
        }
        List<@Nullable Object> parts = new ArrayList<>();
        int from = 0;
        Occurrences places = new Occurrences(source, delimiter);
        for (int at = places.nextApart(); at >= 0; at = places.nextApart()) {
            parts.add(source.substring(from, at));
            from = at + delimiter.length();
        }
        parts.add(source.substring(from));
        if (a.length < 3) {
            return parts;
        }
        long index = whole(a, 2);
        return index < 0 || index >= parts.size()
                ? null
                : new ArrayList<>(List.of(Arguments.present(parts.get((int) index))));
    }

    private static List<@Nullable Object> codePoints(String source) {
        List<@Nullable Object> points = new ArrayList<>();
        source.codePoints().forEach(point -> points.add((long) point));
        return points;
    }

    private static @Nullable String fromCodePoints(List<@Nullable Object> points) {
        StringBuilder result = new StringBuilder();
        for (Object one : points) {
            Long point = one instanceof Long whole ? whole : null;
            if (point == null || point < 0 || point > Character.MAX_CODE_POINT) {
                return null;
            }
            result.appendCodePoint(point.intValue());
        }
        return result.toString();
    }
}
