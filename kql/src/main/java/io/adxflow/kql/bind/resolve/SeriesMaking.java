package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.AggregateCall;
import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.ColumnRef;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.BoundOperator.SeriesAggregate;
import io.adxflow.kql.bind.NamedExpression;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.syntax.NamedItem;
import io.adxflow.kql.syntax.Operator;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Binds {@code make-series}. */
final class SeriesMaking {
    private final Session session;
    private final Scope scope;
    private final Projections projections;

    SeriesMaking(Session session, Scope scope) {
        this.session = session;
        this.scope = scope;
        this.projections = new Projections(session, scope);
    }

    BoundOperator bind(BoundOperator input, Operator.MakeSeries series) {
        Row row = new Row(input);
        Expressions expressions = new Expressions(session, scope, row);
        Outputs outputs = new Outputs();
        Set<String> declared = new HashSet<>();
        List<NamedExpression> keys = new ArrayList<>();
        for (NamedItem item : series.by()) {
            BoundExpression key = expressions.bind(item.expression());
            if (key.type() == KqlType.DYNAMIC) {
                throw Session.semantic(
                        "a dynamic cannot be a key", item.expression().span(), "write tostring(…)");
            }
            projections.column(key, item, outputs, declared);
            keys.add(outputs.columns().get(outputs.columns().size() - 1));
        }
        List<SeriesAggregate> aggregates = new ArrayList<>();
        for (Operator.SeriesItem item : series.aggregates()) {
            aggregates.add(aggregate(item, expressions, row, outputs, declared));
        }
        NamedExpression axis = axis(series, expressions, outputs, declared);
        KqlType type = axis.expression().type();
        Expressions constant = expressions.constant();
        BoundExpression from = bound(constant, series.from(), type);
        BoundExpression to = bound(constant, series.to(), type);
        BoundExpression step = step(constant, series.step(), type);
        boolean nonEmpty = !series.parameters().isEmpty();
        List<Column> columns = new ArrayList<>();
        outputs.columns()
                .forEach(column -> columns.add(
                        new Column(column.name(), column.expression().type())));
        return new BoundOperator.MakeSeries(
                input, keys, aggregates, axis, from, to, series.inRange(), step, nonEmpty, new Schema(columns));
    }

    private SeriesAggregate aggregate(
            Operator.SeriesItem item, Expressions expressions, Row row, Outputs outputs, Set<String> declared) {
        Aggregation aggregation = new Aggregation(expressions, row, List.of());
        Expression.Call call = aggregation.plainCall(item.item());
        if (call == null) {
            throw Session.unsupported(
                    "make-series takes aggregates, not expressions over them",
                    item.item().expression().span(),
                    "make the series first, and calculate with series_add(), series_divide() … behind it");
        }
        List<Aggregation.Output> made = aggregation.call(call);
        if (made.size() != 1) {
            throw Session.unsupported(
                    "'" + call.name() + "' has " + made.size() + " columns, which make-series does not take",
                    call.span(),
                    null);
        }
        NamedItem.Name written = Projections.single(item.item());
        BoundExpression array = new Constant(KqlType.DYNAMIC, null);
        String name = written == null ? made.get(0).name() : written.name();
        if (name == null) {
            name = outputs.nextUnnamed();
        }
        if (written != null && !declared.add(written.name())) {
            throw Session.semantic("two columns '" + written.name() + "'", written.span(), null);
        }
        String output = outputs.add(name, array);
        AggregateCall plain = aggregation.calls().get(0);
        KqlType type = plain.outputs().get(0).type();
        AggregateCall named = new AggregateCall(
                plain.function(), plain.arguments(), plain.filter(), List.of(new Column(output, type)));
        return new SeriesAggregate(named, missing(item.missing(), type, expressions));
    }

    private static BoundExpression missing(@Nullable Expression written, KqlType type, Expressions expressions) {
        if (written == null) {
            return zero(type);
        }
        BoundExpression bound = expressions.constant().bind(written);
        if (bound.type() == type) {
            return bound;
        }
        if (bound.type().isNumeric() && type.isNumeric()) {
            // A default of real() turns a series of whole numbers into one of reals.
            KqlType widest = KqlType.widest(bound.type(), type);
            return Typing.cast(bound, widest);
        }
        throw Session.semantic(
                "the default of a series of " + type.keyword() + " is not a "
                        + bound.type().keyword(),
                written.span(),
                null);
    }

    private static BoundExpression zero(KqlType type) {
        if (type.isNumeric()) {
            return Typing.cast(new Constant(KqlType.INT, 0), type);
        }
        return switch (type) {
            case TIMESPAN -> new Constant(type, 0L);
            case STRING -> new Constant(type, "");
            default -> new Constant(type, null);
        };
    }

    private NamedExpression axis(
            Operator.MakeSeries series, Expressions expressions, Outputs outputs, Set<String> declared) {
        BoundExpression axis = expressions.bind(series.axis().expression());
        KqlType type = axis.type();
        if (!type.isNumeric() && type != KqlType.DATETIME && type != KqlType.TIMESPAN) {
            throw Session.semantic(
                    "the axis of a series is a number, datetime or timespan, not a " + type.keyword(),
                    series.axis().expression().span(),
                    null);
        }
        KqlType wide = type == KqlType.INT ? KqlType.LONG : type;
        BoundExpression made = axis instanceof ColumnRef column
                ? new ColumnRef(column.index(), column.name(), KqlType.DYNAMIC)
                : new Constant(KqlType.DYNAMIC, null);
        projections.column(made, series.axis(), outputs, declared);
        String name = outputs.columns().get(outputs.columns().size() - 1).name();
        return new NamedExpression(name, Typing.cast(axis, wide));
    }

    private static @Nullable BoundExpression bound(Expressions constant, @Nullable Expression written, KqlType type) {
        if (written == null) {
            return null;
        }
        BoundExpression bound = constant.bind(written);
        boolean number =
                bound.type().isNumeric() && type.isNumeric() && bound.type().compareTo(type) <= 0;
        if (bound.type() != type && !number) {
            throw Session.semantic(
                    "a series over " + type.keyword() + " does not begin or end at a "
                            + bound.type().keyword(),
                    written.span(),
                    null);
        }
        return Typing.numericCast(bound, type);
    }

    private static BoundExpression step(Expressions constant, Expression written, KqlType type) {
        BoundExpression step = constant.bind(written);
        boolean fits = type.isNumeric()
                ? step.type().isNumeric() && step.type().compareTo(type) <= 0
                : step.type() == KqlType.TIMESPAN;
        if (!fits) {
            throw Session.semantic(
                    "the step of a series over " + type.keyword() + " is not a "
                            + step.type().keyword(),
                    written.span(),
                    type.isNumeric() ? null : "write a timespan, such as 1m");
        }
        return Typing.numericCast(step, type);
    }
}
