package io.adxflow.kql.values;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.adxflow.kql.values.regex.MeteredText;
import io.adxflow.kql.values.regex.PatternSize;
import io.adxflow.kql.values.regex.RegexTranslator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the functions do that take a regular expression, in time linear in the text (re2j). Patterns are those of the language, see
 * {@link RegexTranslator}; a bounded number of compiled ones is kept.
 */
public final class Regexes {
    private static final int KEPT = 256;
    /** A pattern's size times a text's length. */
    private static final long MOST_WORK = 1L << 30;

    private static final Map<String, Pattern> PATTERNS = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Pattern> eldest) {
            return size() > KEPT;
        }
    };

    private Regexes() {}

    /**
     * Compiles a pattern of the language.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static Pattern compile(String pattern) {
        synchronized (PATTERNS) {
            Pattern known = PATTERNS.get(pattern);
            if (known == null) {
                PatternSize.of(pattern);
                try {
                    known = Pattern.compile(RegexTranslator.toRe2(pattern));
                } catch (PatternSyntaxException wrong) {
                    throw new IllegalArgumentException(wrong.getMessage(), wrong);
                }
                PATTERNS.put(pattern, known);
            }
            return known;
        }
    }

    /**
     * Whether a pattern that is data may be looked for in a text: its size times the text's length is what a search takes at worst.
     *
     * @throws IllegalArgumentException when it is larger than patterns may be
     */
    public static boolean isWithinWork(String regex, String text) {
        return text.length() < 1024 || PatternSize.of(regex) * text.length() <= MOST_WORK;
    }

    /**
     * {@code matches regex} of a pattern that is data.
     *
     * @throws IllegalArgumentException when it is none, or one too large for the text
     */
    public static boolean matches(String regex, String text) {
        if (!isWithinWork(regex, text)) {
            throw new IllegalArgumentException("the pattern is too large for the text");
        }
        return compile(regex).matcher(text).find();
    }

    /** {@code extract}: what a group matched first; null when there is no match or no such group. */
    public static @Nullable String extract(Pattern pattern, long group, String text) {
        Matcher matcher = pattern.matcher(text);
        return group >= 0 && group <= pattern.groupCount() && matcher.find() ? matcher.group((int) group) : null;
    }

    /** Where the n-th match begins; -1 when there are not so many, or they take too much work. */
    public static int find(Pattern pattern, String text, long occurrence) {
        Matcher matcher = pattern.matcher(MeteredText.of(text));
        for (long i = 1; i <= occurrence; i++) {
            if (!findsNext(matcher)) {
                return -1;
            }
        }
        return matcher.start();
    }

    /** Ends a search that takes too much work as if there were no further match. */
    private static boolean findsNext(Matcher matcher) {
        try {
            return matcher.find();
        } catch (MeteredText.TooMuchWork tooMuch) {
            return false;
        }
    }

    /** {@code extract_all}: groups of all matches, flat when one group is asked for; null when there is none, or they take too much work. */
    public static @Nullable List<@Nullable Object> extractAll(Pattern pattern, int[] groups, String text) {
        try {
            return allMatches(pattern, groups, text);
        } catch (MeteredText.TooMuchWork tooMuch) {
            return null;
        }
    }

    private static @Nullable List<@Nullable Object> allMatches(Pattern pattern, int[] groups, String text) {
        Matcher matcher = pattern.matcher(MeteredText.of(text));
        List<@Nullable Object> all = new ArrayList<>();
        while (matcher.find()) {
            if (groups.length == 1) {
                all.add(group(matcher, groups[0]));
                continue;
            }
            List<@Nullable Object> one = new ArrayList<>(groups.length);
            for (int group : groups) {
                one.add(group(matcher, group));
            }
            all.add(one);
        }
        return all.isEmpty() ? null : all;
    }

    private static String group(Matcher matcher, int group) {
        String text = matcher.group(group);
        return text == null ? "" : text;
    }

    /**
     * {@code replace_regex}: {@code \0} is the match, {@code \1} to {@code \9} its groups, {@code \\} a backslash.
     *
     * @return null when it takes too much work, or the text would be larger than a value may be
     */
    public static @Nullable String replace(Pattern pattern, String text, String rewrite) {
        try {
            return replaced(pattern, text, rewrite);
        } catch (MeteredText.TooMuchWork tooMuch) {
            return null;
        }
    }

    private static @Nullable String replaced(Pattern pattern, String text, String rewrite) {
        Matcher matcher = pattern.matcher(MeteredText.of(text));
        StringBuilder result = null;
        int done = 0;
        while (matcher.find()) {
            if (result == null) {
                result = new StringBuilder(text.length() + rewrite.length());
            }
            result.append(text, done, matcher.start());
            rewrite(result, matcher, rewrite);
            if (result.length() > ValueSize.MOST) {
                return null;
            }
            done = matcher.end();
        }
        return result == null ? text : result.append(text, done, text.length()).toString();
    }

    private static void rewrite(StringBuilder result, Matcher matcher, String rewrite) {
        for (int i = 0; i < rewrite.length(); i++) {
            char c = rewrite.charAt(i);
            char next = i + 1 < rewrite.length() ? rewrite.charAt(i + 1) : 0;
            if (c != '\\' || next == 0) {
                result.append(c);
            } else if (next >= '0' && next <= '9') {
                if (next - '0' <= matcher.groupCount()) {
                    result.append(group(matcher, next - '0'));
                }
                i++;
            } else {
                result.append(next);
                i++;
            }
        }
    }

    /** {@code trim}, {@code trim_start}, {@code trim_end}: without what the pattern matches at the ends. */
    public static String trim(String pattern, String text, boolean start, boolean end) {
        String result = text;
        if (start) {
            Matcher matcher = compile("\\A(?:" + pattern + ")").matcher(result);
            result = matcher.find() ? result.substring(matcher.end()) : result;
        }
        if (end) {
            Matcher matcher = compile("(?:" + pattern + ")\\z").matcher(result);
            result = matcher.find() ? result.substring(0, matcher.start()) : result;
        }
        return result;
    }

    /** {@code countof} of kind {@code regex}: matches that do not overlap; null when they take too much work. */
    public static @Nullable Long count(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(MeteredText.of(text));
        long count = 0;
        try {
            while (matcher.find()) {
                count++;
            }
        } catch (MeteredText.TooMuchWork tooMuch) {
            return null;
        }
        return count;
    }
}
