package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code extract} and {@code extract_all}: groups of a regular expression. */
final class ExtractSql {
    private final ExpressionSql expressions;

    ExtractSql(ExpressionSql expressions) {
        this.expressions = expressions;
    }

    /** {@code extract(regex, group, source [, typeof(T)])}: what did not match is null, or empty for a string. */
    String extract(Call call) {
        List<BoundExpression> arguments = call.arguments();
        String pattern = new Regexes(expressions).pattern(arguments.get(0));
        String source = expressions.text(arguments.get(2));
        Object group = ExpressionSql.constant(arguments.get(1));
        if (!(group instanceof Number number)) {
            throw Refusal.of("extract", "'extract' takes a constant for the group");
        }
        if (arguments.get(0) instanceof Constant constant
                && constant.value() instanceof String regex
                && number.longValue() > Regexes.groups(regex)) {
            return SqlTypes.missing(call.type());
        }
        String found = "regexp_extract(" + source + ", " + pattern + ", " + number.longValue() + ")";
        if (call.type() == KqlType.STRING) {
            return found;
        }
        return "CASE WHEN regexp_matches(" + source + ", " + pattern + ") THEN " + parsed(call.type(), found) + " END";
    }

    /** A text read as a type; null when it is none. */
    static String parsed(KqlType type, String text) {
        return switch (type) {
            case STRING -> text;
            case BOOL -> "kql_tobool(" + text + ")";
            case INT -> "kql_narrow(kql_tolong(" + text + "))";
            case LONG -> "kql_tolong(" + text + ")";
            case REAL -> "kql_toreal(" + text + ")";
            case DECIMAL -> "TRY_CAST(" + text + " AS DECIMAL(38, 16))";
            case DATETIME -> "kql_todatetime(" + text + ")";
            case TIMESPAN -> "kql_totimespan(" + text + ")";
            case GUID -> "TRY_CAST(" + text + " AS UUID)";
            case DYNAMIC, UNKNOWN -> "kql_parse_json(" + text + ")";
        };
    }

    private static Map<String, Integer> namedGroups(String regex) {
        try {
            return io.adxflow.kql.values.Regexes.compile(regex).namedGroups();
        } catch (IllegalArgumentException wrong) {
            throw Refusal.of(regex, "the regular expression '" + regex + "' cannot be read: " + wrong.getMessage());
        }
    }

    /** {@code extract_all(regex, [groups,] source)}: with one group an array of texts, with several one of arrays. */
    String extractAll(List<BoundExpression> arguments) {
        if (!(arguments.get(0) instanceof Constant constant) || !(constant.value() instanceof String regex)) {
            throw Refusal.of("extract_all", "'extract_all' takes a constant regular expression");
        }
        List<Integer> groups = new ArrayList<>();
        if (arguments.size() == 3) {
            if (!(ExpressionSql.constant(arguments.get(1)) instanceof List<?> wanted)) {
                throw Refusal.of("extract_all", "'extract_all' takes a constant array of groups");
            }
            for (Object group : wanted) {
                Integer named =
                        group instanceof String name ? namedGroups(regex).get(name) : null;
                if (named == null && !(group instanceof Number)) {
                    throw Refusal.of("extract_all", "the regular expression has no group '" + group + "'");
                }
                groups.add(named != null ? named : ((Number) group).intValue());
            }
        } else {
            for (int group = 1; group <= Regexes.groups(regex); group++) {
                groups.add(group);
            }
        }
        if (groups.isEmpty() || groups.size() > 16) {
            throw Refusal.of("extract_all", "'extract_all' takes 1 to 16 groups, not " + groups.size());
        }
        String source = expressions.text(arguments.get(arguments.size() - 1));
        String pattern = new Regexes(expressions).pattern(arguments.get(0));
        List<String> lists = groups.stream()
                .map(group -> "regexp_extract_all(" + source + ", " + pattern + ", " + group + ")")
                .toList();
        String result = lists.size() == 1
                ? "kql_array_of_texts(" + lists.get(0) + ")"
                : "kql_side_by_side([" + String.join(", ", lists) + "])";
        return "CASE WHEN regexp_matches(" + source + ", " + pattern + ") THEN " + result + " END";
    }
}
