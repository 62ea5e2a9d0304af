package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.ColumnRef;
import io.adxflow.kql.bind.BoundOperator.MakeSeries;
import io.adxflow.kql.bind.BoundOperator.SeriesAggregate;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * {@code make-series}: aggregates by key and number of bin, all numbers of bins of each key beside them, and both together as arrays. A bin's number counts from
 * the first bin, or from 0 on the axis where there is none given.
 */
final class MakeSeriesSql {
    private static final String BIN = "\"$bin\"";

    private final QuerySql query;
    private final Relation input;

    MakeSeriesSql(QuerySql query, Relation input) {
        this.query = query;
        this.input = input;
    }

    Relation make(MakeSeries series) {
        List<String> names = Relation.namesOf(series.schema());
        ExpressionSql expressions = query.expressions(input);
        boolean isReal = series.axis().expression().type() == KqlType.REAL;
        String step = number(series.step(), isReal);
        String origin = series.from() == null ? "0" : number(series.from(), isReal);
        String axis = isReal
                ? expressions.real(series.axis().expression())
                : expressions.whole(series.axis().expression());

        List<String> keys = new ArrayList<>();
        List<String> below = new ArrayList<>();
        for (int i = 0; i < series.keys().size(); i++) {
            keys.add(Sql.quoted(names.get(i)));
            below.add(expressions.sql(series.keys().get(i).expression()) + " AS " + keys.get(i));
        }
        for (String hidden : input.partition()) {
            keys.add(Sql.quoted(hidden));
            below.add(Relation.column(hidden));
        }
        int grouped = below.size() + 1;
        below.add(number(axis, origin, step, isReal) + " AS " + BIN);
        AggregateSql aggregates = new AggregateSql(expressions, input);
        for (int i = 0; i < series.aggregates().size(); i++) {
            below.add(aggregates.sql(series.aggregates().get(i).call()) + " AS \"$value" + i + "\"");
        }
        String last =
                series.to() == null ? "" : last(number(series.to(), isReal), origin, step, series.toIncluded(), isReal);
        List<String> conditions = new ArrayList<>(List.of(axis + " IS NOT NULL"));
        if (series.from() != null) {
            conditions.add(axis + " >= " + origin);
        }
        if (!last.isEmpty()) {
            conditions.add(number(axis, origin, step, isReal) + " <= " + last);
        }
        String bins = query.share("SELECT " + String.join(",\n  ", below) + "\n" + input.from() + "\nWHERE "
                + String.join(" AND ", conditions) + "\nGROUP BY "
                + IntStream.rangeClosed(1, grouped).mapToObj(Integer::toString).collect(Collectors.joining(", ")));
        String grid = query.share(grid(series, bins, keys, last));
        return new Relation(
                arrays(series, names, keys, bins, grid, origin + " + g." + BIN + " * " + step),
                series.schema(),
                names,
                List.of(),
                input.partition());
    }

    private String number(BoundExpression expression, boolean isReal) {
        ExpressionSql constants = query.expressions(List.of());
        return isReal ? constants.real(expression) : constants.whole(expression);
    }

    private static String number(String axis, String origin, String step, boolean isReal) {
        return isReal
                ? "CAST(floor((" + axis + " - " + origin + ") / " + step + ") AS BIGINT)"
                : "(kql_bin(" + axis + " - " + origin + ", " + step + ") // " + step + ")";
    }

    /** The number of the last bin before the end. */
    private static String last(String to, String origin, String step, boolean included, boolean isReal) {
        if (isReal) {
            return included
                    ? "CAST(floor((" + to + " - " + origin + ") / " + step + ") AS BIGINT)"
                    : "(CAST(ceil((" + to + " - " + origin + ") / " + step + ") AS BIGINT) - 1)";
        }
        return included
                ? "(kql_bin(" + to + " - " + origin + ", " + step + ") // " + step + ")"
                : "(kql_bin(" + to + " - " + origin + " - 1, " + step + ") // " + step + ")";
    }

    /** All bins of all keys. */
    private static String grid(MakeSeries series, String bins, List<String> keys, String last) {
        String first = series.from() == null ? "min(" + BIN + ")" : "0";
        String end = last.isEmpty() ? "max(" + BIN + ")" : last;
        String having = series.nonEmpty() || !keys.isEmpty() ? "" : "\nHAVING count(*) > 0";
        String groupBy = keys.isEmpty() ? "" : "\nGROUP BY " + String.join(", ", keys);
        String columns = keys.isEmpty() ? "" : String.join(", ", keys) + ", ";
        String ends = "SELECT " + columns + first + " AS \"$first\", " + end
                + " AS \"$last\", count(*) AS \"$bins\"\nFROM " + bins + groupBy + having;
        return "SELECT " + columns + "unnest(generate_series(\"$first\", \"$last\")) AS " + BIN + "\nFROM "
                + Sql.nested(ends) + " AS t";
    }

    private String arrays(
            MakeSeries series, List<String> names, List<String> keys, String bins, String grid, String value) {
        List<String> columns = new ArrayList<>();
        keys.forEach(key -> columns.add("g." + key + " AS " + key));
        int at = series.keys().size();
        for (int i = 0; i < series.aggregates().size(); i++) {
            columns.add(array(json(series.aggregates().get(i), i)) + " AS " + Sql.quoted(names.get(at++)));
        }
        KqlType type = series.axis().expression().type();
        String axis = new ExpressionSql(List.of(value), none -> input)
                .json(new ColumnRef(0, "axis", type == KqlType.INT ? KqlType.LONG : type));
        columns.add(array(axis) + " AS " + Sql.quoted(names.get(at)));
        String on = keys.stream()
                .map(key -> "g." + key + " IS NOT DISTINCT FROM b." + key + " AND ")
                .collect(Collectors.joining());
        String groupBy = keys.isEmpty()
                ? ""
                : "\nGROUP BY " + keys.stream().map(key -> "g." + key).collect(Collectors.joining(", "));
        String having = keys.isEmpty() && !series.nonEmpty() ? "\nHAVING count(*) > 0" : "";
        return "SELECT " + String.join(",\n  ", columns) + "\nFROM " + grid + " AS g\nLEFT JOIN " + bins + " AS b ON "
                + on + "g." + BIN + " = b." + BIN + groupBy + having;
    }

    private String json(SeriesAggregate aggregate, int index) {
        KqlType type = aggregate.call().outputs().get(0).type();
        String value = "b.\"$value" + index + "\"";
        String known = new ExpressionSql(List.of(value), none -> input).json(new ColumnRef(0, "value", type));
        ExpressionSql constants = query.expressions(List.of());
        BoundExpression missing = aggregate.missing();
        String filler = type == KqlType.REAL && missing.type().isNumeric()
                ? "kql_real_json(" + constants.real(missing) + ")"
                : constants.json(missing);
        return "CASE WHEN b." + BIN + " IS NULL THEN coalesce(" + filler + ", 'null') ELSE coalesce(" + known
                + ", 'null') END";
    }

    private static String array(String json) {
        return "('[' || coalesce(string_agg(" + json + ", ',' ORDER BY g." + BIN + "), '') || ']')";
    }
}
