package io.adxflow.kql.library;

import static io.adxflow.kql.library.Arguments.text;
import static io.adxflow.kql.library.Arguments.whole;

import com.google.re2j.Pattern;
import io.adxflow.kql.values.Conversions;
import io.adxflow.kql.values.Needle;
import io.adxflow.kql.values.Occurrences;
import io.adxflow.kql.values.Regexes;
import io.adxflow.kql.values.Text;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Functions that look for something in a text, by its letters or by a regular expression. A pattern that is none finds nothing. */
final class SearchFunctions {
    /** Groups that one call may ask for; the reference has 16. */
    private static final int MOST_GROUPS = 64;

    private SearchFunctions() {}

    static void addTo(Library library) {
        library.add("indexof", a -> indexOf(a, false));
        library.add("indexof_regex", a -> indexOf(a, true));
        library.add("countof", SearchFunctions::countOf);
        library.add("extract", SearchFunctions::extract);
        library.add("extract_all", SearchFunctions::extractAll);
        library.add("replace_regex", a -> replace(text(a, 0), text(a, 1), text(a, 2)));
        library.add("replace", a -> replace(text(a, 2), text(a, 0), text(a, 1)));
        library.add("trim", a -> trim(a, true, true));
        library.add("trim_start", a -> trim(a, true, false));
        library.add("trim_end", a -> trim(a, false, true));
        library.add("regex_quote", a -> quote(text(a, 0)));
        library.add("has_any_index", a -> hasAnyIndex(text(a, 0), Arguments.rest(a, 1)));
    }

    /** @return null when the text is no pattern, or one too large for the text that it is to be found in */
    private static @Nullable Pattern pattern(String regex, String source) {
        try {
            return Regexes.isWithinWork(regex, source) ? Regexes.compile(regex) : null;
        } catch (IllegalArgumentException noPattern) {
            return null;
        }
    }

    /** {@code indexof(text, lookup [, start [, length [, occurrence]]])}; a negative start counts from the end. */
    private static @Nullable Long indexOf(@Nullable Object[] a, boolean regex) {
        String source = text(a, 0);
        int points = source.codePointCount(0, source.length());
        long start = whole(a, 2, 0);
        long length = whole(a, 3, -1);
        long occurrence = Math.max(whole(a, 4, 1), 1);
        if (whole(a, 4, 1) < 0 || length < -1 || (regex && start < 0)) {
            return null;
        }
        int from = (int) (start < 0 ? Math.max(0, points + start) : Math.min(start, points));
        if (length < 0 || length > points - from) {
            length = (long) points - from;
        }
        if (regex) {
            int begin = source.offsetByCodePoints(0, from);
            String range = source.substring(begin, source.offsetByCodePoints(begin, (int) length));
            int at = nthMatch(range, text(a, 1), occurrence);
            return at < 0 ? -1L : (Long) (from + (long) range.codePointCount(0, at));
        }
        if (text(a, 1).isEmpty()) {
            return Math.min(from + Math.min(occurrence - 1, points), (long) points);
        }
        return nthPlace(source, text(a, 1), from, length, occurrence);
    }

    /**
     * Where a text that is not empty begins for the n-th time, in code points, or -1, in one pass. The length counts
     * anew behind each occurrence: what the page's example of a second one shows.
     */
    private static long nthPlace(String source, String lookup, int from, long length, long occurrence) {
        int lookupPoints = lookup.codePointCount(0, lookup.length());
        int at = source.offsetByCodePoints(0, from);
        long place = from;
        Occurrences places = new Occurrences(source, lookup);
        places.from(at);
        for (long i = 1; ; i++) {
            int found = places.next();
            if (found < 0) {
                return -1;
            }
            int skipped = source.codePointCount(at, found);
            if (skipped + lookupPoints > length) {
                return -1;
            }
            place += skipped;
            if (i == occurrence) {
                return place;
            }
            at = source.offsetByCodePoints(found, 1);
            place++;
        }
    }

    private static int nthMatch(String range, String regex, long occurrence) {
        Pattern pattern = pattern(regex, range);
        return pattern == null ? -1 : Regexes.find(pattern, range, Math.max(1, occurrence));
    }

    private static @Nullable Long countOf(@Nullable Object[] a) {
        String source = text(a, 0);
        String search = text(a, 1);
        if (text(a, 2, "normal").equals("regex")) {
            Pattern pattern = pattern(search, source);
            return pattern == null ? null : Regexes.count(pattern, source);
        }
        if (search.isEmpty()) {
            return 0L;
        }
        long count = 0;
        Occurrences places = new Occurrences(source, search);
        while (places.next() >= 0) {
            count++;
        }
        return count;
    }

    private static @Nullable String extract(@Nullable Object[] a) {
        Pattern pattern = pattern(text(a, 0), text(a, 2));
        return pattern == null ? null : Regexes.extract(pattern, whole(a, 1), text(a, 2));
    }

    private static @Nullable Object extractAll(@Nullable Object[] a) {
        Pattern pattern = pattern(text(a, 0), text(a, a.length - 1));
        if (pattern == null) {
            return null;
        }
        List<@Nullable Object> wanted = a.length > 2 ? Arguments.array(a[1]) : null;
        if (wanted != null && wanted.size() > MOST_GROUPS) {
            return null;
        }
        int[] groups = new int[wanted == null ? pattern.groupCount() : wanted.size()];
        Map<String, Integer> names = pattern.namedGroups();
        for (int i = 0; i < groups.length; i++) {
            Object one = wanted == null ? (Long) (i + 1L) : wanted.get(i);
            Integer named = one instanceof String name ? names.get(name) : null;
            groups[i] = named != null
                    ? named
                    : one instanceof Long number && number <= pattern.groupCount() ? number.intValue() : -1;
            if (groups[i] < 0) {
                return null;
            }
        }
        return groups.length == 0 ? null : Regexes.extractAll(pattern, groups, text(a, a.length - 1));
    }

    private static @Nullable String replace(String source, String regex, String rewrite) {
        Pattern pattern = pattern(regex, source);
        return pattern == null ? null : Regexes.replace(pattern, source, rewrite);
    }

    private static @Nullable String trim(@Nullable Object[] a, boolean start, boolean end) {
        return pattern(text(a, 0), text(a, 1)) == null ? null : Regexes.trim(text(a, 0), text(a, 1), start, end);
    }

    private static String quote(String source) {
        StringBuilder quoted = new StringBuilder();
        for (int i = 0; i < source.length(); i++) {
            if ("\\.+*?()|[]{}^$#&-~".indexOf(source.charAt(i)) >= 0) {
                quoted.append('\\');
            }
            quoted.append(source.charAt(i));
        }
        return quoted.toString();
    }

    private static @Nullable Long hasAnyIndex(String source, List<@Nullable Object> values) {
        if (!Arguments.isWithinWork(values.size(), source.length())) {
            return null;
        }
        Text text = Text.of(source);
        for (int i = 0; i < values.size(); i++) {
            if (new Needle(Conversions.toText(values.get(i)), false).isTermOf(text)) {
                return (long) i;
            }
        }
        return -1L;
    }
}
