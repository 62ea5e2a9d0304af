package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.AggregateCall;
import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.ColumnRef;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.bind.NamedExpression;
import io.adxflow.kql.functions.KqlFunction;
import io.adxflow.kql.functions.NameRule;
import io.adxflow.kql.functions.Signature;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.syntax.NamedItem;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the aggregates of one operator; the columns they make stand behind its keys. */
final class Aggregation implements AggregateSink {
    /** A column that an aggregate makes, and what it is called if nothing else is said; null when that is by its number. */
    record Output(@Nullable String name, ColumnRef column) {}

    /** Aggregates with a condition, and their base without. */
    private static final Map<String, String> CONDITIONAL = Map.ofEntries(
            Map.entry("sumif", "sum"),
            Map.entry("countif", "count"),
            Map.entry("dcountif", "dcount"),
            Map.entry("count_distinctif", "count_distinct"),
            Map.entry("minif", "min"),
            Map.entry("maxif", "max"),
            Map.entry("avgif", "avg"),
            Map.entry("make_list_if", "make_list"),
            Map.entry("make_set_if", "make_set"),
            Map.entry("make_bag_if", "make_bag"),
            Map.entry("hll_if", "hll"),
            Map.entry("stdevif", "stdev"),
            Map.entry("varianceif", "variance"),
            Map.entry("variancepif", "variancep"),
            Map.entry("covarianceif", "covariance"),
            Map.entry("covariancepif", "covariancep"),
            Map.entry("take_anyif", "take_any"));

    private final Expressions expressions;
    private final Row row;
    private final List<NamedExpression> keys;
    private final Names names;
    private final List<AggregateCall> calls = new ArrayList<>();
    private int width;

    Aggregation(Expressions expressions, Row row, List<NamedExpression> keys) {
        this.expressions = expressions;
        this.row = row;
        this.keys = keys;
        this.names = new Names(expressions.session, expressions.scope);
        this.width = keys.size();
    }

    List<AggregateCall> calls() {
        return calls;
    }

    /** The call, if an item is one of an aggregate and nothing around it; in brackets it is a value where its columns have names of their own. */
    Expression.@Nullable Call plainCall(NamedItem item) {
        Expression.Call call = plainCall(item.expression());
        boolean isValue = call != null
                && item.names().isEmpty()
                && item.expression() instanceof Expression.Group
                && Objects.requireNonNull(expressions.session.functions.aggregate(call.name()))
                                .naming()
                        == NameRule.SPECIAL;
        return isValue ? null : call;
    }

    /** The call, if an expression is one of an aggregate and nothing around it. */
    Expression.@Nullable Call plainCall(Expression expression) {
        Expression at = expression;
        while (at instanceof Expression.Group group) {
            at = group.inner();
        }
        boolean aggregate = at instanceof Expression.Call call
                && !(expressions.scope.find(call.name()) instanceof Scope.Function)
                && expressions.session.functions.aggregate(call.name()) != null;
        return aggregate ? (Expression.Call) at : null;
    }

    @Override
    public BoundExpression aggregate(KqlFunction function, Expression.Call call) {
        List<Output> outputs = call(call);
        if (outputs.size() != 1) {
            throw Session.semantic(
                    "'" + call.name() + "' has " + outputs.size() + " columns and stands alone, in no expression",
                    call.span(),
                    null);
        }
        return outputs.get(0).column();
    }

    /** Binds a call; the columns that it makes. */
    List<Output> call(Expression.Call call) {
        KqlFunction function = expressions.session.functions.aggregate(call.name());
        if (function == null) {
            throw new IllegalStateException(call.name());
        }
        expressions.session.allowed(function, call.nameSpan());
        return switch (function.name()) {
            case "arg_max", "arg_min" -> arg(function, call);
            case "take_any" -> takeAny(function, call);
            case "percentile", "percentiles" -> percentiles(function, call, 1);
            case "percentilew", "percentilesw" -> percentiles(function, call, 2);
            default -> plain(function, call);
        };
    }

    private List<Output> add(
            KqlFunction function,
            List<BoundExpression> arguments,
            @Nullable BoundExpression filter,
            List<@Nullable String> outputNames,
            List<KqlType> types) {
        List<Column> columns = new ArrayList<>();
        List<Output> outputs = new ArrayList<>();
        for (int i = 0; i < outputNames.size(); i++) {
            String inner = hidden(width);
            columns.add(new Column(inner, types.get(i)));
            outputs.add(new Output(outputNames.get(i), new ColumnRef(width, inner, types.get(i))));
            width++;
        }
        calls.add(new AggregateCall(function, arguments, filter, columns));
        return outputs;
    }

    private String hidden(int number) {
        String name = "$" + number;
        boolean taken = keys.stream().anyMatch(key -> key.name().equals(name));
        return taken ? "$" + name : name;
    }

    private List<Output> plain(KqlFunction function, Expression.Call call) {
        List<Expression> written = Arguments.values(call);
        if (function.name().equals("count") && written.size() == 1) {
            throw Session.semantic("count() takes no argument", call.nameSpan(), "countif(…) counts what is true");
        }
        Calls binder = new Calls(expressions, null);
        Arguments matcher = new Arguments(expressions.typing);
        List<BoundExpression> arguments = binder.bindAll(written);
        Signature signature = matcher.match(function, call, written, arguments, false);
        KqlType type = signature
                .result()
                .type(arguments.stream().map(BoundExpression::type).toList());
        List<BoundExpression> fitted = new ArrayList<>(matcher.fit(function, signature, arguments, null));
        String base = CONDITIONAL.get(function.name());
        BoundExpression filter = null;
        KqlFunction called = function;
        if (base != null) {
            int condition = 0;
            while (signature.parameter(condition).kind() != io.adxflow.kql.functions.ParameterKind.BOOL) {
                condition++;
            }
            filter = fitted.remove(condition);
            called = base(base);
        }
        String name = names.call(function, call);
        return add(called, fitted, filter, Collections.singletonList(name), List.of(type));
    }

    private KqlFunction base(String name) {
        KqlFunction function = expressions.session.functions.aggregate(name);
        if (function == null) {
            throw new IllegalStateException(name);
        }
        return function;
    }

    /** {@code arg_max(measure, a, b)}, {@code arg_max(measure, *)}. */
    private List<Output> arg(KqlFunction function, Expression.Call call) {
        List<Expression> written = Arguments.values(call);
        if (written.isEmpty() || written.get(0) instanceof Expression.Pattern) {
            throw Session.semantic(
                    "'" + function.name() + "' takes a measure and what is returned with it",
                    call.nameSpan(),
                    Shapes.of(function));
        }
        String prefix = function.name().equals("arg_max") ? "max_" : "min_";
        List<BoundExpression> arguments = new ArrayList<>();
        List<@Nullable String> outputNames = new ArrayList<>();
        BoundExpression measure = expressions.bind(written.get(0));
        if (measure.type() == KqlType.DYNAMIC || measure.type() == KqlType.GUID) {
            throw Session.semantic(
                    "a " + measure.type().keyword() + " has no order",
                    written.get(0).span(),
                    null);
        }
        String first = names.of(written.get(0));
        arguments.add(measure);
        outputNames.add(first == null ? prefix : first);
        boolean starred = written.stream().anyMatch(Expression.Pattern.class::isInstance);
        for (int i = 1; i < written.size(); i++) {
            Expression returned = written.get(i);
            if (returned instanceof Expression.Pattern) {
                star(arguments, outputNames);
                continue;
            }
            String name = names.of(returned);
            BoundExpression value = expressions.bind(returned);
            if (starred && value instanceof ColumnRef && arguments.contains(value)) {
                continue;
            }
            arguments.add(value);
            outputNames.add(name == null ? prefix + (first == null ? "" : first) + "_arg" + i : name);
        }
        return add(
                function,
                arguments,
                null,
                outputNames,
                arguments.stream().map(BoundExpression::type).toList());
    }

    /** All columns that are neither keys nor there already. */
    private void star(List<BoundExpression> arguments, List<@Nullable String> outputNames) {
        Set<Integer> there = new HashSet<>();
        for (BoundExpression argument : arguments) {
            if (argument instanceof ColumnRef column) {
                there.add(column.index());
            }
        }
        for (NamedExpression key : keys) {
            if (key.expression() instanceof ColumnRef column) {
                there.add(column.index());
            }
        }
        for (int i = 0; i < row.schema.size(); i++) {
            if (!there.contains(i)) {
                Column column = row.schema.get(i);
                arguments.add(new ColumnRef(i, column.name(), column.type()));
                outputNames.add(column.name());
            }
        }
    }

    private List<Output> takeAny(KqlFunction function, Expression.Call call) {
        if (call.name().equals("take_anyif")) {
            return plain(function, call);
        }
        List<Expression> written = Arguments.values(call);
        if (written.isEmpty()) {
            throw Session.semantic("'take_any' takes at least 1 argument", call.nameSpan(), Shapes.of(function));
        }
        List<BoundExpression> arguments = new ArrayList<>();
        List<@Nullable String> outputNames = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            if (written.get(i) instanceof Expression.Pattern) {
                star(arguments, outputNames);
                continue;
            }
            String name = names.of(written.get(i));
            arguments.add(expressions.bind(written.get(i)));
            outputNames.add(name == null ? "any_arg" + i : name);
        }
        if (arguments.isEmpty()) {
            throw Session.semantic("there is no column left to take", call.span(), null);
        }
        return add(
                function,
                arguments,
                null,
                outputNames,
                arguments.stream().map(BoundExpression::type).toList());
    }

    /** Each percentage is an aggregate of its own. */
    private List<Output> percentiles(KqlFunction function, Expression.Call call, int fixed) {
        List<Expression> written = Arguments.values(call);
        Calls binder = new Calls(expressions, null);
        Arguments matcher = new Arguments(expressions.typing);
        List<BoundExpression> arguments = binder.bindAll(written);
        Signature signature = matcher.match(function, call, written, arguments, false);
        List<BoundExpression> fitted = matcher.fit(function, signature, arguments, null);
        KqlFunction single = base(fixed == 1 ? "percentile" : "percentilew");
        KqlType type = signature.result().type(List.of(arguments.get(0).type()));
        String first = names.of(written.get(0));
        List<Output> outputs = new ArrayList<>();
        for (int i = fixed; i < fitted.size(); i++) {
            List<BoundExpression> one = new ArrayList<>(fitted.subList(0, fixed));
            one.add(Typing.numericCast(fitted.get(i), KqlType.REAL));
            String name =
                    "percentile_" + (first == null ? "" : first) + "_" + percentage(written.get(i), fitted.get(i));
            outputs.addAll(add(single, one, null, List.of(name), List.of(type)));
        }
        return outputs;
    }

    /** As it is written; empty when it is calculated, were it by a sign. */
    private static String percentage(Expression written, BoundExpression expression) {
        boolean isPlain = written instanceof Expression.Literal || written instanceof Expression.Name;
        if (!isPlain || !(expression instanceof Constant constant) || constant.value() == null) {
            return "";
        }
        Object value = constant.value();
        String text = value instanceof Double real && Double.isFinite(real)
                ? BigDecimal.valueOf(real).stripTrailingZeros().toPlainString()
                : String.valueOf(value);
        return text.replaceAll("[^0-9A-Za-z]", "_");
    }
}
