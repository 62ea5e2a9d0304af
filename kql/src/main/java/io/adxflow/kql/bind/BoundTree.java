package io.adxflow.kql.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Walks bound trees. */
public final class BoundTree {
    private BoundTree() {}

    /** What stands directly below an expression: expressions and, of subqueries, operators. */
    public static List<Object> children(BoundExpression expression) {
        List<Object> children = new ArrayList<>();
        if (expression instanceof BoundExpression.Call call) {
            children.addAll(call.arguments());
        } else if (expression instanceof BoundExpression.WindowCall call) {
            children.addAll(call.arguments());
        } else if (expression instanceof BoundExpression.Path path) {
            children.add(path.target());
            children.add(path.key());
        } else if (expression instanceof BoundExpression.Cast cast) {
            children.add(cast.operand());
        } else if (expression instanceof BoundExpression.ToScalar scalar) {
            children.add(scalar.query());
        } else if (expression instanceof BoundExpression.InQuery in) {
            children.add(in.operand());
            children.add(in.query());
        }
        return children;
    }

    /** What stands directly below an operator: its inputs, its subquery and its expressions. */
    public static List<Object> children(BoundOperator operator) {
        List<Object> children = new ArrayList<>(operator.inputs());
        children.addAll(expressions(operator));
        if (operator instanceof BoundOperator.MvApply apply) {
            children.add(apply.subquery());
        } else if (operator instanceof BoundOperator.Partition partition) {
            children.add(partition.subquery());
        }
        return children;
    }

    /** All expressions of an operator, over its input or without columns. */
    public static List<BoundExpression> expressions(BoundOperator operator) {
        List<BoundExpression> found = new ArrayList<>();
        if (operator instanceof BoundOperator.Filter filter) {
            found.add(filter.predicate());
        } else if (operator instanceof BoundOperator.Project project) {
            project.outputs().forEach(output -> found.add(output.expression()));
        } else if (operator instanceof BoundOperator.Summarize summarize) {
            summarize.keys().forEach(key -> found.add(key.expression()));
            summarize.aggregates().forEach(one -> add(one, found));
        } else if (operator instanceof BoundOperator.Take take) {
            found.add(take.count());
        } else if (operator instanceof BoundOperator.Sample sample) {
            found.add(sample.count());
        } else if (operator instanceof BoundOperator.Sort sort) {
            sort.keys().forEach(key -> found.add(key.expression()));
        } else if (operator instanceof BoundOperator.Range range) {
            found.addAll(List.of(range.from(), range.to(), range.step()));
        } else if (operator instanceof BoundOperator.Join join) {
            join.keys().forEach(key -> found.addAll(List.of(key.left(), key.right())));
        } else if (operator instanceof BoundOperator.MvExpand expand) {
            expand.items().forEach(item -> found.add(item.source()));
        } else if (operator instanceof BoundOperator.MvApply apply) {
            apply.items().forEach(item -> found.add(item.source()));
        } else if (operator instanceof BoundOperator.Parse parse) {
            found.add(parse.source());
        } else if (operator instanceof BoundOperator.ParseKv parse) {
            found.add(parse.source());
        } else if (operator instanceof BoundOperator.MakeSeries series) {
            series.keys().forEach(key -> found.add(key.expression()));
            series.aggregates().forEach(one -> {
                add(one.call(), found);
                found.add(one.missing());
            });
            found.add(series.axis().expression());
            found.add(series.step());
            if (series.from() != null) {
                found.add(series.from());
            }
            if (series.to() != null) {
                found.add(series.to());
            }
        }
        return found;
    }

    private static void add(AggregateCall call, List<BoundExpression> found) {
        found.addAll(call.arguments());
        if (call.filter() != null) {
            found.add(call.filter());
        }
    }

    /** Whether an expression, or one below it in the same row, is such; subqueries are not looked into. */
    public static boolean contains(BoundExpression expression, Predicate<BoundExpression> wanted) {
        if (wanted.test(expression)) {
            return true;
        }
        for (Object child : children(expression)) {
            if (child instanceof BoundExpression below && contains(below, wanted)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an expression has the same value for all rows: it reads no column and calls no window function. */
    public static boolean isConstant(BoundExpression expression) {
        return !contains(
                expression,
                one -> one instanceof BoundExpression.ColumnRef || one instanceof BoundExpression.WindowCall);
    }

    /** Whether the rows of an operator have an order that window functions may use. */
    public static boolean isOrdered(BoundOperator operator) {
        BoundOperator at = operator;
        while (true) {
            if (at instanceof BoundOperator.Sort
                    || at instanceof BoundOperator.Serialize
                    || at instanceof BoundOperator.Range) {
                return true;
            }
            boolean keeps = at instanceof BoundOperator.Filter
                    || at instanceof BoundOperator.Project
                    || at instanceof BoundOperator.Take
                    || at instanceof BoundOperator.MvExpand
                    || at instanceof BoundOperator.Parse
                    || at instanceof BoundOperator.ParseKv
                    || at instanceof BoundOperator.Materialize;
            if (!keeps) {
                return false;
            }
            at = at.inputs().get(0);
        }
    }
}
