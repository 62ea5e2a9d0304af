package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import java.util.List;
import java.util.stream.Collectors;

/** Functions that fold a list of arguments or of values. */
final class ListsSql {
    private static final int FIRST_PRIVATE = 0xF0000;

    private final ExpressionSql expressions;

    ListsSql(ExpressionSql expressions) {
        this.expressions = expressions;
    }

    String sql(Call call) {
        List<BoundExpression> arguments = call.arguments();
        return switch (call.function().name()) {
            case "replace_strings" -> replaceStrings(arguments);
            case "tdigest_merge" ->
                "kql_flatten(["
                        + arguments.stream()
                                .map(one -> "kql_items(" + expressions.sql(one) + ")")
                                .collect(Collectors.joining(", "))
                        + "])";
            default ->
                "kql_set_union([" + arguments.stream().map(expressions::sql).collect(Collectors.joining(", ")) + "])";
        };
    }

    private String replaceStrings(List<BoundExpression> arguments) {
        if (!(ExpressionSql.constant(arguments.get(1)) instanceof List<?> lookups)
                || !(ExpressionSql.constant(arguments.get(2)) instanceof List<?> rewrites)
                || lookups.size() != rewrites.size()) {
            throw Refusal.of("replace_strings", "'replace_strings' takes two constant arrays of the same length here");
        }
        // What one lookup has found, later ones leave alone: first a character of private use stands for each, then its
        // replacement. One that is no text changes nothing.
        String text = expressions.text(arguments.get(0));
        for (int i = 0; i < lookups.size(); i++) {
            text = "kql_replace(" + text + ", " + Sql.literal(String.valueOf(lookups.get(i))) + ", chr("
                    + (FIRST_PRIVATE + i) + "))";
        }
        for (int i = 0; i < lookups.size(); i++) {
            Object rewrite = rewrites.get(i) instanceof String ? rewrites.get(i) : lookups.get(i);
            text = "replace(" + text + ", chr(" + (FIRST_PRIVATE + i) + "), " + Sql.literal(String.valueOf(rewrite))
                    + ")";
        }
        return text;
    }
}
