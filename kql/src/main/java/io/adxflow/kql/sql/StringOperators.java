package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.bind.BoundExpression.Constant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * {@code has contains startswith endswith hasprefix hassuffix} with their {@code !} and {@code _cs}, and {@code matches regex}. A term is a run of letters and
 * digits (Unicode's L and Nd); an end of the needle that is a separator itself needs nothing beside it.
 */
final class StringOperators {
    private static final Set<String> STEMS =
            Set.of("has", "contains", "startswith", "endswith", "hasprefix", "hassuffix");
    private static final String BEFORE = "(^|[^\\p{L}\\p{Nd}])";
    private static final String BEHIND = "($|[^\\p{L}\\p{Nd}])";
    private static final Set<Character> SPECIAL =
            Set.of('\\', '.', '+', '*', '?', '(', ')', '|', '[', ']', '{', '}', '^', '$');

    private final ExpressionSql expressions;

    StringOperators(ExpressionSql expressions) {
        this.expressions = expressions;
    }

    static boolean isStringOperator(String name) {
        return name.equals("matches regex") || STEMS.contains(stem(name));
    }

    private static String stem(String name) {
        String positive = name.startsWith("!") ? name.substring(1) : name;
        return positive.endsWith("_cs") ? positive.substring(0, positive.length() - 3) : positive;
    }

    String sql(Call call) {
        String name = call.function().name();
        List<BoundExpression> arguments = call.arguments();
        String haystack = expressions.text(arguments.get(0));
        if (name.equals("matches regex")) {
            return "regexp_matches(" + haystack + ", " + new Regexes(expressions).pattern(arguments.get(1)) + ")";
        }
        String found = find(stem(name), !name.endsWith("_cs"), haystack, arguments.get(1));
        return name.startsWith("!") ? "(NOT " + found + ")" : found;
    }

    /** {@code haystack has needle}. */
    String has(String haystack, BoundExpression needle) {
        return find("has", true, haystack, needle);
    }

    private String find(String stem, boolean ignoresCase, String haystack, BoundExpression needle) {
        String sought = needle instanceof Constant constant && constant.value() instanceof String text
                ? Sql.literal(ignoresCase ? text.toLowerCase(Locale.ROOT) : text)
                : ignoresCase ? "lower(" + expressions.text(needle) + ")" : expressions.text(needle);
        String within = ignoresCase ? "lower(" + haystack + ")" : haystack;
        return switch (stem) {
            case "contains" -> "contains(" + within + ", " + sought + ")";
            case "startswith" -> "starts_with(" + within + ", " + sought + ")";
            case "endswith" -> "ends_with(" + within + ", " + sought + ")";
            // The plain search spares the regular expression for most rows.
            default ->
                "(contains(" + within + ", " + sought + ") AND regexp_matches(" + haystack + ", "
                        + terms(stem, ignoresCase, needle) + "))";
        };
    }

    private String terms(String stem, boolean ignoresCase, BoundExpression needle) {
        boolean begins = !stem.equals("hassuffix");
        boolean ends = !stem.equals("hasprefix");
        String flags = ignoresCase ? "(?i)" : "";
        if (needle instanceof Constant constant && constant.value() instanceof String text) {
            boolean borderBefore = begins && !text.isEmpty() && Character.isLetterOrDigit(text.codePointAt(0));
            boolean borderBehind =
                    ends && !text.isEmpty() && Character.isLetterOrDigit(text.codePointBefore(text.length()));
            return Sql.literal(flags + (borderBefore ? BEFORE : "") + quoted(text) + (borderBehind ? BEHIND : ""));
        }
        return "kql_terms(" + Sql.literal(flags) + ", " + expressions.text(needle) + ", " + begins + ", " + ends + ")";
    }

    /** A text as a regular expression that matches it alone. */
    static String quoted(String text) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (SPECIAL.contains(c)) {
                pattern.append('\\');
            }
            pattern.append(c);
        }
        return pattern.toString();
    }
}
