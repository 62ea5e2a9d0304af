package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.values.regex.RegexTranslator;

/** Regular expressions of the language as those of RE2, which DuckDB takes. */
final class Regexes {
    private final ExpressionSql expressions;

    Regexes(ExpressionSql expressions) {
        this.expressions = expressions;
    }

    /** The pattern for DuckDB. */
    String pattern(BoundExpression regex) {
        return regex instanceof Constant constant && constant.value() instanceof String text
                ? Sql.literal(translated(text))
                : expressions.text(regex);
    }

    /**
     * As RE2 of DuckDB spells it.
     *
     * @throws Refusal for what RE2 does not have
     */
    static String translated(String regex) {
        if (regex.contains("(?=") || regex.contains("(?!") || regex.contains("(?<=") || regex.contains("(?<!")) {
            throw Refusal.of("(?", "regular expressions have no look-around: " + regex);
        }
        try {
            return RegexTranslator.toRe2(regex);
        } catch (IllegalArgumentException wrong) {
            throw Refusal.of(regex, "the regular expression '" + regex + "' cannot be read: " + wrong.getMessage());
        }
    }

    /** How many groups a pattern has. */
    static int groups(String regex) {
        int groups = 0;
        boolean inClass = false;
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '[') {
                inClass = true;
            } else if (c == ']') {
                inClass = false;
            } else if (c == '('
                    && !inClass
                    && (i + 1 >= regex.length() || regex.charAt(i + 1) != '?' || isNamed(regex, i))) {
                groups++;
            }
        }
        return groups;
    }

    private static boolean isNamed(String regex, int at) {
        return regex.startsWith("(?P<", at)
                || (regex.startsWith("(?<", at) && !regex.startsWith("(?<=", at) && !regex.startsWith("(?<!", at));
    }
}
