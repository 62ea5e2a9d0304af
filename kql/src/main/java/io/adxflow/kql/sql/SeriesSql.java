package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code series_*} functions: arrays of numbers as lists of {@code DOUBLE}, what is no number as null. */
final class SeriesSql {
    private static final Map<String, String> TWO_NUMBERS = Map.of(
            "series_add", "a + b",
            "series_subtract", "a - b",
            "series_multiply", "a * b",
            "series_divide", "a / b",
            "series_pow", "pow(a, b)");
    private static final Map<String, String> TWO_COMPARED = Map.of(
            "series_less", "a < b",
            "series_less_equals", "a <= b",
            "series_greater", "a > b",
            "series_greater_equals", "a >= b",
            "series_equals", "a = b",
            "series_not_equals", "a <> b");
    private static final Map<String, String> ONE_NUMBER = Map.of(
            "series_abs", "abs(a)",
            "series_sign", "sign(a)",
            "series_floor", "floor(a)",
            "series_ceiling", "ceil(a)",
            "series_exp", "exp(a)",
            "series_log", "kql_log(a)",
            "series_sin", "sin(a)",
            "series_cos", "cos(a)",
            "series_tan", "tan(a)");
    private static final Map<String, String> ONE_ARC = Map.of(
            "series_asin", "kql_asin(a)",
            "series_acos", "kql_acos(a)",
            "series_atan", "atan(a)");
    private static final Set<String> FILLS =
            Set.of("series_fill_const", "series_fill_forward", "series_fill_backward", "series_fill_linear");

    private static final Set<String> OTHERS = Set.of(
            "series_sum",
            "series_product",
            "series_stats_dynamic",
            "series_fir",
            "series_dot_product",
            "series_magnitude",
            "series_pearson_correlation",
            "series_cosine_similarity",
            "series_fit_line_dynamic");

    private final ExpressionSql expressions;

    SeriesSql(ExpressionSql expressions) {
        this.expressions = expressions;
    }

    static boolean isThere(String name) {
        return TWO_NUMBERS.containsKey(name)
                || TWO_COMPARED.containsKey(name)
                || ONE_NUMBER.containsKey(name)
                || ONE_ARC.containsKey(name)
                || FILLS.contains(name)
                || OTHERS.contains(name);
    }

    String sql(Call call) {
        String name = call.function().name();
        List<BoundExpression> arguments = call.arguments();
        String first = expressions.sql(arguments.get(0));
        if (TWO_NUMBERS.containsKey(name)) {
            return "kql_array_of_reals(" + sideBySide(arguments, TWO_NUMBERS.get(name)) + ")";
        }
        if (TWO_COMPARED.containsKey(name)) {
            return "kql_array(list_transform(" + sideBySide(arguments, TWO_COMPARED.get(name))
                    + ", lambda one: CAST(one AS VARCHAR)))";
        }
        String one = ONE_NUMBER.getOrDefault(name, ONE_ARC.get(name));
        if (one != null) {
            return "kql_array_of_reals(list_transform(kql_reals(" + first + "), lambda a: " + one + "))";
        }
        if (FILLS.contains(name)) {
            return fill(name, arguments);
        }
        return switch (name) {
            case "series_sum" -> "list_sum(kql_reals(" + first + "))";
            case "series_product" -> "list_product(kql_reals(" + first + "))";
            case "series_stats_dynamic" -> "kql_series_stats(kql_reals(" + first + "))";
            case "series_fir" -> fir(arguments);
            case "series_dot_product" ->
                "kql_series_dot(" + beside(arguments.get(0), arguments.get(1)) + ", "
                        + beside(arguments.get(1), arguments.get(0)) + ")";
            case "series_magnitude" ->
                "sqrt(kql_series_dot(" + numbers(arguments.get(0)) + ", " + numbers(arguments.get(0)) + "))";
            case "series_pearson_correlation" ->
                "kql_series_pearson(" + numbers(arguments.get(0)) + ", " + numbers(arguments.get(1)) + ")";
            case "series_fit_line_dynamic" -> "kql_series_line(kql_reals(" + first + "))";
            case "series_cosine_similarity" ->
                "kql_series_cosine(" + numbers(arguments.get(0)) + ", " + numbers(arguments.get(1)) + ")";
            default -> throw Refusal.noFunction(name);
        };
    }

    /** A number as an array as long as the other argument. */
    private String beside(BoundExpression argument, BoundExpression other) {
        return argument.type().isNumeric() && !other.type().isNumeric()
                ? "list_transform(" + numbers(other) + ", lambda one: " + expressions.real(argument) + ")"
                : numbers(argument);
    }

    private String numbers(BoundExpression argument) {
        return argument.type().isNumeric()
                ? "[" + expressions.real(argument) + "]"
                : "kql_reals(" + expressions.sql(argument) + ")";
    }

    /** An operation of elements, {@code a} and {@code b}; a number stands beside each element. */
    private String sideBySide(List<BoundExpression> arguments, String operation) {
        List<String> lists = arguments.stream().map(this::numbers).toList();
        String left = arguments.get(0).type().isNumeric() ? lists.get(0) + "[1]" : lists.get(0) + "[pos]";
        String right = arguments.get(1).type().isNumeric() ? lists.get(1) + "[1]" : lists.get(1) + "[pos]";
        String length = "greatest(len(" + lists.get(0) + "), len(" + lists.get(1) + "))";
        return "list_transform(generate_series(1, " + length + "), lambda pos: "
                + operation
                        .replaceAll("\\ba\\b", left.replace("\\", "\\\\").replace("$", "\\$"))
                        .replaceAll("\\bb\\b", right.replace("\\", "\\\\").replace("$", "\\$"))
                + ")";
    }

    private String fill(String name, List<BoundExpression> arguments) {
        String series = expressions.sql(arguments.get(0));
        if (name.equals("series_fill_linear")) {
            String placeholder = arguments.size() > 1 ? expressions.real(arguments.get(1)) : "CAST(NULL AS DOUBLE)";
            String edges = arguments.size() > 2 ? expressions.sql(arguments.get(2)) : "true";
            String constant = arguments.size() > 3 ? expressions.real(arguments.get(3)) : "0.0::DOUBLE";
            return "kql_rounded_like(kql_series_fill_linear(kql_series_holes(" + series + ", " + placeholder + "), "
                    + edges + ", " + constant + "), " + series + ")";
        }
        boolean isConstant = name.equals("series_fill_const");
        int at = isConstant ? 2 : 1;
        String placeholder = arguments.size() > at ? expressions.real(arguments.get(at)) : "CAST(NULL AS DOUBLE)";
        String items = "kql_items_with_holes(" + series + ", " + placeholder + ")";
        return isConstant
                ? "kql_items_fill_const(" + items + ", " + expressions.json(arguments.get(1)) + ")"
                : "kql_items_" + name.substring("series_".length()) + "(" + items + ")";
    }

    private String fir(List<BoundExpression> arguments) {
        String normalize = arguments.size() > 2 ? expressions.sql(arguments.get(2)) : "NULL";
        String center = arguments.size() > 3 ? expressions.sql(arguments.get(3)) : "false";
        return "kql_series_fir(kql_reals(" + expressions.sql(arguments.get(0)) + "), kql_reals("
                + expressions.sql(arguments.get(1)) + "), " + normalize + ", " + center + ")";
    }
}
