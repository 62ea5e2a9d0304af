package io.adxflow.kql.sql;

import io.adxflow.kql.bind.AggregateCall;
import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Aggregates. Nulls do not count; a group without values has Kusto's defaults. {@code dcount}, {@code percentile}, {@code hll} and {@code tdigest} are exact: their
 * states are the values themselves.
 */
final class AggregateSql {
    private static final Set<String> FUNCTIONS = Set.of(
            "count",
            "sum",
            "min",
            "max",
            "avg",
            "dcount",
            "count_distinct",
            "stdev",
            "stdevp",
            "variance",
            "variancep",
            "covariance",
            "covariancep",
            "percentile",
            "percentiles_array",
            "percentilew",
            "percentilesw_array",
            "make_list",
            "make_list_with_nulls",
            "make_set",
            "make_bag",
            "take_any",
            "arg_max",
            "arg_min",
            "tdigest",
            "hll",
            "tdigest_merge",
            "hll_merge",
            "binary_all_or",
            "binary_all_and",
            "binary_all_xor");
    private static final Set<String> MADE_OF_THOSE = Set.of(
            "countif",
            "sumif",
            "minif",
            "maxif",
            "avgif",
            "dcountif",
            "count_distinctif",
            "stdevif",
            "varianceif",
            "variancepif",
            "covarianceif",
            "covariancepif",
            "percentiles",
            "percentilesw",
            "make_list_if",
            "make_set_if",
            "make_bag_if",
            "take_anyif",
            "hll_if");

    private final ExpressionSql expressions;
    private final Relation input;

    AggregateSql(ExpressionSql expressions, Relation input) {
        this.expressions = expressions;
        this.input = input;
    }

    static boolean isThere(String name) {
        return FUNCTIONS.contains(name) || MADE_OF_THOSE.contains(name);
    }

    /** An aggregate of one column. */
    String sql(AggregateCall call) {
        String name = call.function().name();
        KqlType type = call.outputs().get(0).type();
        if (name.equals("count")) {
            return "count(*)" + filter(call, "");
        }
        BoundExpression argument = call.arguments().get(0);
        String value = expressions.sql(argument);
        return switch (name) {
            case "sum" -> sum(call, value, type);
            case "min", "max" -> extreme(call, value, type);
            case "avg" -> average(call, value, type);
            case "dcount", "count_distinct" -> "count(DISTINCT " + whole(argument, value) + ")" + filter(call, "");
            case "stdev" -> spread("stddev_samp", call);
            case "stdevp" -> spread("stddev_pop", call);
            case "variance" -> spread("var_samp", call);
            case "variancep" -> spread("var_pop", call);
            case "covariance" -> both("covar_samp", call);
            case "covariancep" -> both("covar_pop", call);
            case "percentile" ->
                SqlTypes.whole(type, percentile(call, call.arguments().get(1)));
            case "percentiles_array" -> percentiles(call, 1);
            case "percentilew" ->
                SqlTypes.whole(type, percentile(call, call.arguments().get(2)));
            case "percentilesw_array" -> percentiles(call, 2);
            case "take_any" -> anyValue(call, value, type);
            case "arg_max", "arg_min" -> SqlTypes.whole(type, "(" + structure(call) + ").c0");
            case "binary_all_or" -> "bit_or(" + value + ")" + filter(call, "");
            case "binary_all_and" -> "bit_and(" + value + ")" + filter(call, "");
            case "binary_all_xor" -> "bit_xor(" + value + ")" + filter(call, "");
            default -> collected(name, call, argument);
        };
    }

    /** {@code FILTER (WHERE …)} of the call's own condition and another one. */
    private String filter(AggregateCall call, String condition) {
        List<String> conditions = new ArrayList<>();
        if (call.filter() != null) {
            conditions.add(expressions.filter(call.filter()));
        }
        if (!condition.isEmpty()) {
            conditions.add(condition);
        }
        return conditions.isEmpty() ? "" : " FILTER (WHERE " + String.join(" AND ", conditions) + ")";
    }

    /** A dynamic value in one spelling. */
    private static String whole(BoundExpression argument, String value) {
        return argument.type() == KqlType.DYNAMIC ? "kql_json(" + value + ")" : value;
    }

    private String sum(AggregateCall call, String value, KqlType type) {
        String sum = "sum(" + value + ")" + filter(call, "");
        return switch (type) {
            case REAL -> "coalesce(" + sum + ", 0)";
            case DECIMAL -> "CAST(coalesce(" + sum + ", 0) AS DECIMAL(38, 16))";
            default -> "kql_wrap(coalesce(" + sum + ", 0))";
        };
    }

    private String extreme(AggregateCall call, String value, KqlType type) {
        String name = call.function().name();
        String all = name + "(" + value + ")" + filter(call, "");
        if (type == KqlType.REAL) {
            // NaN only where there is nothing else; DuckDB takes it for the largest number.
            return "coalesce(" + name + "(" + value + ")" + filter(call, "NOT isnan(" + value + ")") + ", " + all + ")";
        }
        return SqlTypes.whole(type, all);
    }

    private String average(AggregateCall call, String value, KqlType type) {
        if (type == KqlType.REAL) {
            return "coalesce(avg(" + value + ")" + filter(call, "") + ", 'NaN'::DOUBLE)";
        }
        String sum = "sum(" + value + ")" + filter(call, "");
        String count = "count(" + value + ")" + filter(call, "");
        return type == KqlType.DECIMAL
                ? "CAST(avg(" + value + ")" + filter(call, "") + " AS DECIMAL(38, 16))"
                : "CAST(" + sum + " // nullif(" + count + ", 0) AS BIGINT)";
    }

    private String spread(String function, AggregateCall call) {
        BoundExpression argument = call.arguments().get(0);
        String value = expressions.real(argument);
        if (argument.type() != KqlType.REAL) {
            return "coalesce(" + function + "(" + value + ")" + filter(call, "") + ", 0)";
        }
        // DuckDB refuses what is not finite.
        return "CASE WHEN count(*)" + filter(call, "NOT isfinite(" + value + ")")
                + " > 0 THEN 'NaN'::DOUBLE ELSE coalesce(" + function + "(" + value + ")"
                + filter(call, "isfinite(" + value + ")") + ", 0) END";
    }

    private String both(String function, AggregateCall call) {
        return "coalesce(" + function + "(" + expressions.real(call.arguments().get(0)) + ", "
                + expressions.real(call.arguments().get(1)) + ")" + filter(call, "") + ", 0)";
    }

    private String percentile(AggregateCall call, BoundExpression share) {
        if (!(ExpressionSql.constant(share) instanceof Number percent)) {
            throw Refusal.of("percentile", "'percentile' takes a constant number from 0 to 100");
        }
        double inRange = Math.max(0, Math.min(100, percent.doubleValue()));
        BoundExpression argument = call.arguments().get(0);
        String value = argument.type() == KqlType.INT ? expressions.whole(argument) : expressions.sql(argument);
        if (!call.function().name().startsWith("percentilew")
                && !call.function().name().startsWith("percentilesw")) {
            return "quantile_disc(" + value + ", " + inRange / 100 + ")" + filter(call, "");
        }
        String weight = expressions.whole(call.arguments().get(1));
        String weighted = "list({'value': " + value + ", 'weight': " + weight + "} ORDER BY " + value + ")"
                + filter(call, value + " IS NOT NULL AND " + weight + " > 0");
        return "kql_weighted_percentile(" + weighted + ", " + inRange + ")";
    }

    /** @param fixed how many arguments stand before the percentages */
    private String percentiles(AggregateCall call, int fixed) {
        List<BoundExpression> shares =
                call.arguments().subList(fixed, call.arguments().size());
        List<BoundExpression> all = new ArrayList<>();
        for (BoundExpression one : shares) {
            if (ExpressionSql.constant(one) instanceof List<?> list) {
                list.forEach(share -> all.add(new BoundExpression.Constant(KqlType.REAL, share)));
            } else {
                all.add(one);
            }
        }
        KqlType type = call.arguments().get(0).type();
        List<String> values = all.stream()
                .map(share -> new ExpressionSql(List.of(percentile(call, share)), query -> input)
                        .json(new BoundExpression.ColumnRef(0, "p", type == KqlType.INT ? KqlType.LONG : type)))
                .toList();
        return "kql_array([" + String.join(", ", values) + "])";
    }

    private String anyValue(AggregateCall call, String value, KqlType type) {
        return type == KqlType.STRING
                ? "coalesce(any_value(" + value + ")" + filter(call, value + " <> ''") + ", '')"
                : "any_value(" + value + ")" + filter(call, "");
    }

    /** An aggregate of several columns, as a structure with the fields {@code c0, c1, …}; null for a group without rows. */
    String structure(AggregateCall call) {
        StringBuilder fields = new StringBuilder("{");
        for (int i = 0; i < call.arguments().size(); i++) {
            fields.append(i == 0 ? "" : ", ")
                    .append("'c")
                    .append(i)
                    .append("': ")
                    .append(expressions.sql(call.arguments().get(i)));
        }
        String row = fields.append('}').toString();
        String any = "any_value(" + row + ")" + filter(call, "");
        if (call.function().name().equals("take_any")) {
            return any;
        }
        BoundExpression measure = call.arguments().get(0);
        String key = expressions.sql(measure);
        String comparable =
                measure.type() == KqlType.REAL ? "CASE WHEN NOT isnan(" + key + ") THEN " + key + " END" : key;
        // Rows without a measure count only where no row has one.
        return "coalesce(" + call.function().name() + "(" + row + ", " + comparable + ")" + filter(call, "") + ", "
                + any + ")";
    }

    private String collected(String name, AggregateCall call, BoundExpression argument) {
        String json = whole(argument, expressions.json(argument));
        String order = input.order().isEmpty() ? "" : " " + Relation.orderBy(input.order());
        String limit = call.arguments().size() > 1 && name.startsWith("make_")
                ? "[:" + expressions.whole(call.arguments().get(1)) + "]"
                : "";
        return switch (name) {
            case "make_list", "tdigest" ->
                array("list(" + json + order + ")" + filter(call, json + " IS NOT NULL"), limit);
            case "make_list_with_nulls" -> array("list(" + json + order + ")" + filter(call, ""), limit);
            case "make_set", "hll" ->
                argument.type() == KqlType.DYNAMIC
                        ? array(
                                "list_distinct(flatten(list(kql_set_of(" + json + "))"
                                        + filter(call, json + " IS NOT NULL") + "))",
                                limit)
                        : array("list(DISTINCT " + json + ")" + filter(call, json + " IS NOT NULL"), limit);
            case "hll_merge" ->
                array("list_distinct(flatten(list(kql_items(" + json + "))" + filter(call, "") + "))", limit);
            case "tdigest_merge" -> array("flatten(list(kql_items(" + json + "))" + filter(call, "") + ")", limit);
            case "make_bag" ->
                "coalesce(kql_bag_of(kql_first_of_keys(flatten(list(kql_entries(" + json + ")" + order + ")"
                        + filter(call, "") + "))" + limit + "), '{}')";
            default -> throw Refusal.noFunction(name);
        };
    }

    private static String array(String list, String limit) {
        return "coalesce(kql_array(" + list + limit + "), '[]')";
    }
}
