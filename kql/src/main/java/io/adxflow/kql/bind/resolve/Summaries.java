package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.AggregateCall;
import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.ColumnRef;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.NamedExpression;
import io.adxflow.kql.functions.KqlFunction;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.syntax.NamedItem;
import io.adxflow.kql.syntax.Operator;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Binds {@code summarize} and {@code count}: plain aggregates first, and a projection over them where expressions ask for one. */
final class Summaries {
    private final Session session;
    private final Scope scope;
    private final Projections projections;

    Summaries(Session session, Scope scope) {
        this.session = session;
        this.scope = scope;
        this.projections = new Projections(session, scope);
    }

    BoundOperator count(BoundOperator input, Operator.Count count) {
        KqlFunction function = aggregate("count");
        String name = count.name() == null ? "Count" : count.name().name();
        AggregateCall call = new AggregateCall(function, List.of(), null, List.of(new Column(name, KqlType.LONG)));
        return new BoundOperator.Summarize(input, List.of(), List.of(call));
    }

    private KqlFunction aggregate(String name) {
        KqlFunction function = session.functions.aggregate(name);
        if (function == null) {
            throw new IllegalStateException(name);
        }
        return function;
    }

    BoundOperator bind(BoundOperator input, Operator.Summarize summarize) {
        if (summarize.aggregates().isEmpty() && summarize.by().isEmpty()) {
            throw Session.semantic("summarize without aggregates and keys", summarize.span(), null);
        }
        Row row = new Row(input);
        Expressions expressions = new Expressions(session, scope, row);
        Outputs outputs = new Outputs();
        Set<String> declared = new HashSet<>();
        List<NamedExpression> keys = keys(expressions, summarize.by(), outputs, declared);
        Aggregation aggregation = new Aggregation(expressions, row, keys);
        for (NamedItem item : summarize.aggregates()) {
            Expression.Call call = aggregation.plainCall(item);
            if (call == null) {
                projections.column(expressions.aggregating(aggregation), item, outputs, declared);
            } else {
                named(aggregation.call(call), item, outputs, declared);
            }
        }
        return assemble(input, keys, aggregation.calls(), outputs.columns());
    }

    /** The keys, each also an output that refers to its position. */
    private List<NamedExpression> keys(
            Expressions expressions, List<NamedItem> by, Outputs outputs, Set<String> declared) {
        List<NamedExpression> keys = new ArrayList<>();
        for (NamedItem item : by) {
            BoundExpression bound = expressions.bind(item.expression());
            if (bound.type() == KqlType.DYNAMIC) {
                throw Session.semantic(
                        "a dynamic cannot be a key", item.expression().span(), "write tostring(…)");
            }
            int index = keys.size();
            projections.column(bound, item, outputs, declared);
            String name = outputs.columns().get(index).name();
            outputs.columns().set(index, new NamedExpression(name, new ColumnRef(index, name, bound.type())));
            keys.add(new NamedExpression(name, bound));
        }
        return keys;
    }

    /** Gives the columns of one aggregate their names. */
    private static void named(List<Aggregation.Output> made, NamedItem item, Outputs outputs, Set<String> declared) {
        if (item.names().size() > made.size()) {
            throw Session.semantic(
                    "the aggregate has " + made.size() + " column" + (made.size() == 1 ? "" : "s") + ", not "
                            + item.names().size(),
                    item.names().get(made.size()).span(),
                    null);
        }
        for (int i = 0; i < made.size(); i++) {
            Aggregation.Output output = made.get(i);
            if (i < item.names().size()) {
                NamedItem.Name name = item.names().get(i);
                if (!declared.add(name.name())) {
                    throw Session.semantic("two columns '" + name.name() + "'", name.span(), null);
                }
                outputs.add(name.name(), output.column());
            } else {
                outputs.add(output.name() == null ? outputs.nextUnnamed() : output.name(), output.column());
            }
        }
    }

    /** A summarize whose columns are called as the outputs where they are the aggregates themselves, else a projection over it. */
    static BoundOperator assemble(
            BoundOperator input, List<NamedExpression> keys, List<AggregateCall> calls, List<NamedExpression> outputs) {
        boolean plain = true;
        for (int i = 0; i < outputs.size(); i++) {
            plain &= outputs.get(i).expression() instanceof ColumnRef column && column.index() == i;
        }
        int width = keys.size()
                + calls.stream().mapToInt(call -> call.outputs().size()).sum();
        if (!plain || width != outputs.size()) {
            BoundOperator inner = new BoundOperator.Summarize(input, keys, calls);
            List<NamedExpression> over = outputs.stream()
                    .map(output -> new NamedExpression(output.name(), renamed(output.expression(), inner)))
                    .toList();
            return new BoundOperator.Project(inner, over);
        }
        List<AggregateCall> named = new ArrayList<>();
        int at = keys.size();
        for (AggregateCall call : calls) {
            List<Column> columns = new ArrayList<>();
            for (Column column : call.outputs()) {
                columns.add(new Column(outputs.get(at++).name(), column.type()));
            }
            named.add(new AggregateCall(call.function(), call.arguments(), call.filter(), columns));
        }
        return new BoundOperator.Summarize(input, keys, named);
    }

    private static BoundExpression renamed(BoundExpression expression, BoundOperator input) {
        return expression instanceof ColumnRef column
                ? new ColumnRef(
                        column.index(), input.schema().get(column.index()).name(), column.type())
                : expression;
    }

    /** A problem that says what stands in a summarize. */
    static KqlException notAggregate(Expression expression, @Nullable String hint) {
        return Session.semantic("expected an aggregate", expression.span(), hint);
    }
}
