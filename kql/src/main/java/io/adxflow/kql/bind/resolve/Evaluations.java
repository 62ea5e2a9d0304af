package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.AggregateCall;
import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.bind.BoundExpression.ColumnRef;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.DataProbe;
import io.adxflow.kql.bind.NamedExpression;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.syntax.Nearest;
import io.adxflow.kql.syntax.Operator;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import io.adxflow.kql.types.Timespan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Binds {@code evaluate bag_unpack(…)} and {@code evaluate pivot(…)}, whose columns the data or the query says. */
final class Evaluations {
    /** More columns than this are a mistake in the choice of the column. */
    private static final int MAX_COLUMNS = 1_000;

    private static final List<String> PLUGINS = List.of("bag_unpack", "pivot");

    private final Session session;
    private final Scope scope;

    Evaluations(Session session, Scope scope) {
        this.session = session;
        this.scope = scope;
    }

    BoundOperator bind(BoundOperator input, Operator.Evaluate evaluate) {
        Expression.Call call = evaluate.call();
        return switch (call.name()) {
            case "bag_unpack" -> bagUnpack(input, call, evaluate.columns());
            case "pivot" -> pivot(input, call, evaluate.columns());
            default ->
                throw Session.unsupported(
                        "the plugin '" + call.name() + "' is not there",
                        call.nameSpan(),
                        Nearest.of(call.name(), PLUGINS) == null
                                ? "bag_unpack and pivot are"
                                : Session.didYouMean(Nearest.of(call.name(), PLUGINS)));
        };
    }

    private DataProbe probe(Expression.Call call) {
        DataProbe probe = session.request.probe();
        if (probe == null) {
            throw Session.unsupported(
                    "the columns that '" + call.name() + "' makes depend on data, and there is none to ask",
                    call.span(),
                    "write them behind it: evaluate " + call.name() + "(…) : (a:long, b:string)");
        }
        return probe;
    }

    private BoundOperator bagUnpack(BoundOperator input, Expression.Call call, Expression.@Nullable TypeOf declared) {
        Map<String, Expression> given =
                Plugins.arguments(call, List.of("column", "column_prefix", "columnsConflict", "ignoredProperties"));
        Expression columnText = given.get("column");
        if (columnText == null) {
            throw Session.semantic("bag_unpack takes a column", call.span(), null);
        }
        int column = Patterns.column(columnText, input.schema());
        if (input.schema().get(column).type() != KqlType.DYNAMIC) {
            throw Session.semantic("bag_unpack takes a dynamic column", columnText.span(), null);
        }
        String prefix = text(given.get("column_prefix"), "");
        String conflict = text(given.get("columnsConflict"), "error");
        if (!Set.of("error", "replace_source", "keep_source").contains(conflict)) {
            throw Session.semantic(
                    "columnsConflict='" + conflict + "' is not there",
                    call.span(),
                    "it is error, replace_source or keep_source");
        }
        Set<String> ignored = ignored(given.get("ignoredProperties"));
        List<Column> unpacked = declared == null
                ? keys(probe(call), input, column, ignored, call)
                : declaredKeys(declared, input.schema(), column, prefix);
        return unpack(input, column, unpacked, prefix, conflict, declared, call);
    }

    private static List<Column> declaredKeys(Expression.TypeOf declared, Schema schema, int column, String prefix) {
        List<Column> keys = new ArrayList<>();
        for (Column one : declared.columns()) {
            int own = schema.indexOf(one.name());
            boolean ofInput = own >= 0 && own != column && schema.get(own).type() == one.type();
            if (!ofInput && one.name().startsWith(prefix)) {
                keys.add(new Column(one.name().substring(prefix.length()), one.type()));
            }
        }
        return keys;
    }

    private List<Column> keys(
            DataProbe probe, BoundOperator input, int column, Set<String> ignored, Expression.Call call) {
        List<Column> keys = new ArrayList<>(probe.bagKeys(input, column));
        keys.removeIf(key -> ignored.contains(key.name()));
        if (keys.size() > MAX_COLUMNS) {
            throw Session.semantic(
                    "the bags have " + keys.size() + " different keys; at most " + MAX_COLUMNS + " become columns",
                    call.span(),
                    null);
        }
        return keys;
    }

    private BoundOperator unpack(
            BoundOperator input,
            int column,
            List<Column> keys,
            String prefix,
            String conflict,
            Expression.@Nullable TypeOf declared,
            Expression.Call call) {
        Schema schema = input.schema();
        Outputs outputs = new Outputs();
        for (int i = 0; i < schema.size(); i++) {
            if (i != column) {
                outputs.put(schema.get(i).name(), Outputs.keep(schema, i).expression());
            }
        }
        for (Column key : keys) {
            String name = prefix + key.name();
            if (outputs.has(name) && conflict.equals("error")) {
                throw Session.semantic(
                        "a key and a column are both called '" + name + "'",
                        call.span(),
                        "give a prefix, or columnsConflict='keep_source'");
            }
            if (!outputs.has(name) || conflict.equals("replace_source")) {
                outputs.put(name, part(new ColumnRef(column, schema.get(column).name(), KqlType.DYNAMIC), key));
            }
        }
        if (declared == null || declared.isOpen()) {
            return new BoundOperator.Project(input, outputs.columns());
        }
        List<NamedExpression> chosen = new ArrayList<>();
        for (Column wanted : declared.columns()) {
            NamedExpression found = outputs.get(wanted.name());
            BoundExpression value =
                    found == null ? new Constant(wanted.type(), empty(wanted.type())) : found.expression();
            chosen.add(new NamedExpression(wanted.name(), value));
        }
        return new BoundOperator.Project(input, chosen);
    }

    private static @Nullable Object empty(KqlType type) {
        return type == KqlType.STRING ? "" : null;
    }

    private BoundExpression part(ColumnRef bag, Column key) {
        Typing typing = new Typing(session);
        BoundExpression path = new BoundExpression.Path(bag, new Constant(KqlType.STRING, key.name()));
        return typing.branch(path, key.type());
    }

    private String text(@Nullable Expression written, String otherwise) {
        if (written == null) {
            return otherwise;
        }
        if (new Expressions(session, scope, null).bind(written) instanceof Constant constant
                && constant.value() instanceof String text) {
            return text;
        }
        throw Session.semantic("expected a text", written.span(), null);
    }

    private Set<String> ignored(@Nullable Expression written) {
        Set<String> ignored = new HashSet<>();
        if (written != null
                && new Expressions(session, scope, null).bind(written) instanceof Constant constant
                && constant.value() instanceof List<?> list) {
            list.forEach(one -> ignored.add(String.valueOf(one)));
        } else if (written != null) {
            throw Session.semantic("expected dynamic([…]) of names", written.span(), null);
        }
        return ignored;
    }

    private BoundOperator pivot(BoundOperator input, Expression.Call call, Expression.@Nullable TypeOf declared) {
        List<Expression> written = Arguments.values(call);
        if (written.isEmpty()) {
            throw Session.semantic("pivot takes a column", call.span(), "pivot(column, aggregate, keys…)");
        }
        Row row = new Row(input);
        Schema schema = input.schema();
        int pivot = Patterns.column(written.get(0), schema);
        Projections.checkSimple(
                schema.get(pivot).type(),
                schema.get(pivot).name(),
                written.get(0).span());
        Expressions expressions = new Expressions(session, scope, row);
        AggregateCall aggregate = aggregate(written, expressions, row);
        List<NamedExpression> keys = keys(written, schema, pivot, aggregate);
        List<AggregateCall> made = columns(input, pivot, keys, aggregate, call, declared);
        BoundOperator summarized = new BoundOperator.Summarize(input, keys, made);
        return declared == null || declared.isOpen() ? summarized : chosen(summarized, declared);
    }

    private AggregateCall aggregate(List<Expression> written, Expressions expressions, Row row) {
        Aggregation aggregation = new Aggregation(expressions, row, List.of());
        if (written.size() == 1) {
            io.adxflow.kql.functions.KqlFunction count = session.functions.aggregate("count");
            if (count == null) {
                throw new IllegalStateException("count");
            }
            return new AggregateCall(count, List.of(), null, List.of(new Column("count_", KqlType.LONG)));
        }
        Expression.Call call = aggregation.plainCall(written.get(1));
        if (call == null) {
            throw Summaries.notAggregate(written.get(1), "pivot(column, sum(x), key)");
        }
        if (aggregation.call(call).size() != 1) {
            throw Session.semantic(
                    "the aggregate of pivot has one column", written.get(1).span(), null);
        }
        return aggregation.calls().get(0);
    }

    /** The columns that are named, else all but the pivot column and what the aggregate reads. */
    private static List<NamedExpression> keys(
            List<Expression> written, Schema schema, int pivot, AggregateCall aggregate) {
        List<NamedExpression> keys = new ArrayList<>();
        if (written.size() > 2) {
            Set<Integer> there = new HashSet<>();
            for (Expression key : written.subList(2, written.size())) {
                int index = Patterns.column(key, schema);
                Projections.checkSimple(
                        schema.get(index).type(), schema.get(index).name(), key.span());
                if (there.add(index)) {
                    keys.add(Outputs.keep(schema, index));
                }
            }
            return keys;
        }
        Set<Integer> used = new HashSet<>(Set.of(pivot));
        for (BoundExpression argument : aggregate.arguments()) {
            if (argument instanceof ColumnRef column) {
                used.add(column.index());
            }
        }
        for (int i = 0; i < schema.size(); i++) {
            if (!used.contains(i)) {
                Projections.checkSimple(
                        schema.get(i).type(),
                        schema.get(i).name(),
                        written.get(0).span());
                keys.add(Outputs.keep(schema, i));
            }
        }
        return keys;
    }

    private List<AggregateCall> columns(
            BoundOperator input,
            int pivot,
            List<NamedExpression> keys,
            AggregateCall aggregate,
            Expression.Call call,
            Expression.@Nullable TypeOf declared) {
        Column column = input.schema().get(pivot);
        List<Constant> values = new ArrayList<>();
        if (declared == null) {
            probe(call).distinctValues(input, pivot).forEach(value -> values.add(new Constant(column.type(), value)));
        } else {
            for (Column one : declared.columns()) {
                boolean key = keys.stream().anyMatch(known -> known.name().equals(one.name()));
                Constant value = key ? null : Plugins.value(one.name(), column.type());
                if (value != null) {
                    values.add(value);
                }
            }
        }
        if (values.size() > MAX_COLUMNS) {
            throw Session.semantic(
                    "the column '" + column.name() + "' has " + values.size() + " different values; at most "
                            + MAX_COLUMNS + " become columns",
                    call.span(),
                    null);
        }
        Typing typing = new Typing(session);
        Set<String> taken = new HashSet<>();
        keys.forEach(key -> taken.add(key.name()));
        List<AggregateCall> calls = new ArrayList<>();
        for (Constant value : values) {
            BoundExpression is =
                    typing.equality("==", new ColumnRef(pivot, column.name(), column.type()), value, call.span());
            BoundExpression filter = aggregate.filter() == null
                    ? is
                    : new Call(typing.function("and"), List.of(aggregate.filter(), is), KqlType.BOOL);
            String name = name(value);
            String free = name;
            for (int i = 1; !taken.add(free); i++) {
                free = name + i;
            }
            Column output = new Column(free, aggregate.outputs().get(0).type());
            calls.add(new AggregateCall(aggregate.function(), aggregate.arguments(), filter, List.of(output)));
        }
        return calls;
    }

    private static String name(Constant value) {
        Object one = value.value();
        return switch (value.type()) {
            case DATETIME -> one == null ? "" : Datetime.format((Long) one);
            case TIMESPAN -> one == null ? "" : Timespan.format((Long) one);
            case BOOL -> Boolean.TRUE.equals(one) ? "True" : "False";
            default -> String.valueOf(one);
        };
    }

    /** The columns that the query says, in its order. */
    private BoundOperator chosen(BoundOperator summarized, Expression.TypeOf declared) {
        Typing typing = new Typing(session);
        List<NamedExpression> chosen = new ArrayList<>();
        for (Column wanted : declared.columns()) {
            int index = summarized.schema().indexOf(wanted.name());
            BoundExpression value = index < 0
                    ? new Constant(wanted.type(), empty(wanted.type()))
                    : converted(Outputs.keep(summarized.schema(), index).expression(), wanted, declared, typing);
            chosen.add(new NamedExpression(wanted.name(), value));
        }
        return new BoundOperator.Project(summarized, chosen);
    }

    private static BoundExpression converted(
            BoundExpression value, Column wanted, Expression.TypeOf declared, Typing typing) {
        KqlType type = value.type();
        if (type == wanted.type() || wanted.type() == KqlType.DYNAMIC) {
            return typing.branch(value, wanted.type());
        }
        boolean numbers = type.isNumeric() && wanted.type().isNumeric();
        if (!numbers) {
            throw typeDiffers(wanted, type, declared);
        }
        return new Call(typing.function("to" + wanted.type().keyword()), List.of(value), wanted.type());
    }

    private static KqlException typeDiffers(Column wanted, KqlType type, Expression.TypeOf declared) {
        return Session.semantic(
                "the column '" + wanted.name() + "' is a " + type.keyword() + ", not a "
                        + wanted.type().keyword(),
                declared.span(),
                null);
    }
}
