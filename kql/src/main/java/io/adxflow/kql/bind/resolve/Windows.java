package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.bind.BoundExpression.Cast;
import io.adxflow.kql.bind.BoundExpression.ColumnRef;
import io.adxflow.kql.bind.BoundExpression.InQuery;
import io.adxflow.kql.bind.BoundExpression.Path;
import io.adxflow.kql.bind.BoundExpression.WindowCall;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.BoundTree;
import io.adxflow.kql.bind.NamedExpression;
import java.util.ArrayList;
import java.util.List;

/** Puts window functions where they may stand: in projections, none inside another one's arguments. */
final class Windows {
    private Windows() {}

    private static boolean hasWindow(BoundExpression expression) {
        return BoundTree.contains(expression, WindowCall.class::isInstance);
    }

    /** The rows for which a predicate is true. */
    static BoundOperator filter(BoundOperator input, BoundExpression predicate) {
        if (!hasWindow(predicate)) {
            return new BoundOperator.Filter(input, predicate);
        }
        List<NamedExpression> columns = new ArrayList<>(Outputs.all(input.schema()));
        String hidden = hidden(columns);
        columns.add(new NamedExpression(hidden, predicate));
        BoundOperator with = project(input, columns);
        int index = columns.size() - 1;
        BoundOperator filtered = new BoundOperator.Filter(with, new ColumnRef(index, hidden, predicate.type()));
        return new BoundOperator.Project(filtered, Outputs.all(input.schema()));
    }

    /** Rows in an order. */
    static BoundOperator sort(BoundOperator input, List<BoundOperator.SortKey> keys) {
        if (keys.stream().noneMatch(key -> hasWindow(key.expression()))) {
            return new BoundOperator.Sort(input, keys);
        }
        List<NamedExpression> columns = new ArrayList<>(Outputs.all(input.schema()));
        List<BoundOperator.SortKey> moved = new ArrayList<>();
        for (BoundOperator.SortKey key : keys) {
            String hidden = hidden(columns);
            ColumnRef column =
                    new ColumnRef(columns.size(), hidden, key.expression().type());
            columns.add(new NamedExpression(hidden, key.expression()));
            moved.add(new BoundOperator.SortKey(column, key.ascending(), key.nullsFirst()));
        }
        BoundOperator sorted = new BoundOperator.Sort(project(input, columns), moved);
        return new BoundOperator.Project(sorted, Outputs.all(input.schema()));
    }

    private static String hidden(List<NamedExpression> columns) {
        int number = columns.size();
        while (isTaken(columns, "$" + number)) {
            number++;
        }
        return "$" + number;
    }

    private static boolean isTaken(List<NamedExpression> columns, String name) {
        return columns.stream().anyMatch(column -> column.name().equals(name));
    }

    /** A projection, with others below it for window functions in the arguments of window functions. */
    static BoundOperator project(BoundOperator input, List<NamedExpression> outputs) {
        BoundOperator below = input;
        List<NamedExpression> at = outputs;
        while (true) {
            List<NamedExpression> columns = new ArrayList<>(Outputs.all(below.schema()));
            int before = columns.size();
            List<NamedExpression> next = new ArrayList<>();
            for (NamedExpression output : at) {
                next.add(new NamedExpression(output.name(), lift(output.expression(), false, columns)));
            }
            if (columns.size() == before) {
                return new BoundOperator.Project(below, at);
            }
            below = project(below, columns);
            at = next;
        }
    }

    /** The expression with each window call that stands in another one's arguments in a column of its own. */
    private static BoundExpression lift(
            BoundExpression expression, boolean insideWindow, List<NamedExpression> columns) {
        if (!hasWindow(expression)) {
            return expression;
        }
        if (expression instanceof WindowCall window) {
            if (insideWindow) {
                String hidden = hidden(columns);
                ColumnRef column = new ColumnRef(columns.size(), hidden, window.type());
                columns.add(new NamedExpression(hidden, window));
                return column;
            }
            return new WindowCall(window.function(), all(window.arguments(), true, columns), window.type());
        } else if (expression instanceof Call call) {
            return new Call(call.function(), all(call.arguments(), insideWindow, columns), call.type());
        } else if (expression instanceof Cast cast) {
            return new Cast(lift(cast.operand(), insideWindow, columns), cast.type());
        } else if (expression instanceof Path path) {
            return new Path(lift(path.target(), insideWindow, columns), lift(path.key(), insideWindow, columns));
        } else if (expression instanceof InQuery in) {
            return new InQuery(in.function(), lift(in.operand(), insideWindow, columns), in.query());
        }
        return expression;
    }

    private static List<BoundExpression> all(
            List<BoundExpression> expressions, boolean insideWindow, List<NamedExpression> columns) {
        return expressions.stream().map(one -> lift(one, insideWindow, columns)).toList();
    }
}
