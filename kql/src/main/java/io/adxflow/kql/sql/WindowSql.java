package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.bind.BoundExpression.Cast;
import io.adxflow.kql.bind.BoundExpression.InQuery;
import io.adxflow.kql.bind.BoundExpression.Path;
import io.adxflow.kql.bind.BoundExpression.WindowCall;
import io.adxflow.kql.sql.Relation.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Window functions of one projection: each becomes a hidden column below it, together with the number of the row, by which rows are ordered from there on, so that
 * equal rows keep their places. Those that restart need the number of restarts first.
 */
final class WindowSql {
    private static final Set<String> FUNCTIONS =
            Set.of("row_number", "row_cumsum", "row_rank_dense", "row_rank_min", "prev", "next");

    private final QuerySql query;
    private final Map<WindowCall, String> columns = new LinkedHashMap<>();
    private final Map<WindowCall, String> changed = new LinkedHashMap<>();
    private Relation input;

    WindowSql(QuerySql query, Relation input) {
        this.query = query;
        this.input = input;
    }

    static boolean isThere(String name) {
        return FUNCTIONS.contains(name);
    }

    boolean isEmpty() {
        return columns.isEmpty();
    }

    /** Finds the window functions of an expression. */
    void collect(BoundExpression expression) {
        if (expression instanceof WindowCall window) {
            columns.putIfAbsent(window, "");
        } else if (expression instanceof Call call) {
            call.arguments().forEach(this::collect);
        } else if (expression instanceof Cast cast) {
            collect(cast.operand());
        } else if (expression instanceof Path path) {
            collect(path.target());
            collect(path.key());
        } else if (expression instanceof InQuery in) {
            collect(in.operand());
        }
    }

    /** The input with a hidden column for each. */
    Relation calculated() {
        if (input.order().isEmpty()) {
            input = new SortSql(query, input).serialize();
        }
        Relation rows = withRestarts();
        List<String> made = new ArrayList<>();
        String over = "OVER (" + rows.over(List.of()) + ")";
        List<Term> order = rows.order();
        if (order.size() != 1 || !order.get(0).column().startsWith("$row")) {
            String row = query.hidden("$row");
            made.add("row_number() " + over + " AS " + Sql.quoted(row));
            order = List.of(ProjectSql.rowTerm(row));
        }
        ExpressionSql expressions = query.expressions(rows);
        for (Map.Entry<WindowCall, String> one : columns.entrySet()) {
            String column = query.hidden("$window");
            made.add(value(one.getKey(), one.getValue(), rows, expressions) + " AS " + Sql.quoted(column));
            one.setValue(column);
        }
        return rows.with("SELECT *,\n  " + String.join(",\n  ", made) + "\n" + rows.from())
                .ordered(order);
    }

    /** Tells what stands for each function. */
    void tell(ExpressionSql expressions) {
        columns.forEach((call, column) -> expressions.put(call, Relation.column(column)));
    }

    /** A hidden column of the number of restarts so far, for the functions that restart. */
    private Relation withRestarts() {
        ExpressionSql expressions = query.expressions(input);
        List<String> made = new ArrayList<>();
        for (Map.Entry<WindowCall, String> one : columns.entrySet()) {
            BoundExpression restart = restart(one.getKey());
            if (restart != null) {
                String column = query.hidden("$restarts");
                made.add("count(*) FILTER (WHERE " + expressions.filter(restart) + ") OVER (" + input.over(List.of())
                        + " ROWS UNBOUNDED PRECEDING) AS " + Sql.quoted(column));
                one.setValue(column);
            }
        }
        for (WindowCall call : columns.keySet()) {
            if (isRank(call)) {
                String term = expressions.sql(call.arguments().get(0));
                String column = query.hidden("$changed");
                made.add(term + " IS DISTINCT FROM lag(" + term + ") OVER (" + input.over(List.of()) + ") AS "
                        + Sql.quoted(column));
                changed.put(call, column);
            }
        }
        if (made.isEmpty()) {
            return input;
        }
        String row = query.hidden("$row");
        made.add("row_number() OVER (" + input.over(List.of()) + ") AS " + Sql.quoted(row));
        return input.with("SELECT *,\n  " + String.join(",\n  ", made) + "\n" + input.from())
                .ordered(List.of(ProjectSql.rowTerm(row)));
    }

    private static boolean isRank(WindowCall call) {
        return call.function().name().startsWith("row_rank_");
    }

    private static @org.jspecify.annotations.Nullable BoundExpression restart(WindowCall call) {
        return call.arguments().size() > 1 && call.function().name().startsWith("row_")
                ? call.arguments().get(1)
                : null;
    }

    private String value(WindowCall call, String restarts, Relation rows, ExpressionSql expressions) {
        List<BoundExpression> arguments = call.arguments();
        List<String> since = restarts.isEmpty() ? List.of() : List.of(Relation.column(restarts));
        String over = " OVER (" + rows.over(since) + ")";
        String soFar = " OVER (" + rows.over(since) + " ROWS UNBOUNDED PRECEDING)";
        String type = SqlTypes.name(call.type());
        return switch (call.function().name()) {
            case "prev", "next" -> neighbour(call, expressions, over);
            case "row_number" ->
                "row_number()" + over + (arguments.isEmpty() ? "" : " - 1 + " + expressions.whole(arguments.get(0)));
            case "row_cumsum" -> "CAST(sum(" + expressions.sql(arguments.get(0)) + ")" + soFar + " AS " + type + ")";
            case "row_rank_dense" -> rank(call, "count(*) FILTER (WHERE %1$s)" + soFar, since, rows);
            default -> rank(call, "max(CASE WHEN %1$s THEN %2$s END)" + soFar, since, rows);
        };
    }

    private String rank(WindowCall call, String form, List<String> since, Relation rows) {
        if (!since.isEmpty()) {
            throw Refusal.of(call.function().name(), "'" + call.function().name() + "' does not restart here");
        }
        return "CAST("
                + form.formatted(
                        Relation.column(String.valueOf(changed.get(call))),
                        Relation.column(rows.order().get(0).column()))
                + " AS BIGINT)";
    }

    private String neighbour(WindowCall call, ExpressionSql expressions, String over) {
        List<BoundExpression> arguments = call.arguments();
        String value = expressions.sql(arguments.get(0));
        String function = call.function().name().equals("prev") ? "lag" : "lead";
        String offset = arguments.size() > 1 ? expressions.whole(arguments.get(1)) : "1";
        String otherwise = arguments.size() > 2
                ? "CAST(" + expressions.sql(arguments.get(2)) + " AS " + SqlTypes.name(call.type()) + ")"
                : SqlTypes.missing(call.type());
        return function + "(" + value + ", " + offset + ", " + otherwise + ")" + over;
    }
}
