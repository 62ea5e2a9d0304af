package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.bind.BoundExpression.ColumnRef;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.functions.KqlFunction;
import io.adxflow.kql.functions.Signature;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.syntax.TextSpan;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Binds the functions whose signatures do not say all: of the clock, of choices, of all columns, of rows around. */
final class SpecialCalls {
    private static final List<String> PARTS_TO_ADD = List.of(
            "year",
            "quarter",
            "month",
            "week",
            "day",
            "hour",
            "minute",
            "second",
            "millisecond",
            "microsecond",
            "nanosecond");
    private static final List<String> PARTS_TO_TAKE = List.of(
            "year",
            "quarter",
            "month",
            "week_of_year",
            "day",
            "dayofyear",
            "hour",
            "minute",
            "second",
            "millisecond",
            "microsecond",
            "nanosecond");

    private final Expressions expressions;
    private final Session session;
    private final Arguments matcher;

    SpecialCalls(Expressions expressions) {
        this.expressions = expressions;
        this.session = expressions.session;
        this.matcher = new Arguments(expressions.typing);
    }

    private List<BoundExpression> bindAll(List<Expression> written) {
        return written.stream().map(expressions::bind).toList();
    }

    static void checkPart(Expression.Call call) {
        List<String> parts = call.name().equals("datetime_part") ? PARTS_TO_TAKE : PARTS_TO_ADD;
        Expression part =
                call.arguments().isEmpty() ? null : call.arguments().get(0).value();
        boolean known = part instanceof Expression.Literal literal
                && literal.value() instanceof String text
                && parts.contains(text.toLowerCase(Locale.ROOT));
        if (part != null && !known) {
            throw Session.semantic(
                    "'" + call.name() + "' takes a part of a date in quotes",
                    part.span(),
                    "one of " + String.join(", ", parts));
        }
    }

    static void checkKind(Expression.Call call) {
        if (call.arguments().size() < 3) {
            return;
        }
        Expression kind = call.arguments().get(2).value();
        boolean known = kind instanceof Expression.Literal literal
                && literal.value() instanceof String text
                && (text.equals("normal") || text.equals("regex"));
        if (!known) {
            throw Session.semantic("countof counts \"normal\" or \"regex\"", kind.span(), null);
        }
    }

    BoundExpression now(KqlFunction function, Expression.Call call) {
        List<Expression> written = Arguments.values(call);
        List<BoundExpression> arguments = bindAll(written);
        matcher.match(function, call, written, arguments, false);
        Constant now = new Constant(KqlType.DATETIME, session.nowTicks);
        if (arguments.isEmpty()) {
            return now;
        }
        String operator = function.name().equals("now") ? "+" : "-";
        return expressions.typing.arithmetic(operator, now, arguments.get(0), call.span());
    }

    BoundExpression choose(KqlFunction function, Expression.Call call) {
        List<Expression> written = Arguments.values(call);
        if (written.size() < 3 || written.size() % 2 == 0) {
            throw Session.semantic(
                    "'case' takes pairs of condition and value, and a last value",
                    call.nameSpan(),
                    Shapes.of(function));
        }
        List<BoundExpression> arguments = new ArrayList<>();
        List<KqlType> branches = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            boolean condition = i % 2 == 0 && i < written.size() - 1;
            BoundExpression bound = condition ? expressions.bindBool(written.get(i)) : expressions.bind(written.get(i));
            arguments.add(bound);
            if (!condition) {
                branches.add(bound.type());
            }
        }
        KqlType type = function.signatures().get(0).result().type(branches);
        for (int i = 0; i < arguments.size(); i++) {
            boolean condition = i % 2 == 0 && i < written.size() - 1;
            if (!condition) {
                arguments.set(i, expressions.typing.branch(arguments.get(i), type));
            }
        }
        return new Call(function, arguments, type);
    }

    /** All columns of the row. */
    List<BoundExpression> columns(TextSpan span) {
        Row row = expressions.row;
        if (row == null) {
            throw Session.semantic("there are no columns here", span, null);
        }
        List<BoundExpression> columns = new ArrayList<>();
        for (int i = 0; i < row.schema.size(); i++) {
            columns.add(
                    new ColumnRef(i, row.schema.get(i).name(), row.schema.get(i).type()));
        }
        return columns;
    }

    /** {@code pack_all()} is {@code bag_pack} of all columns; with {@code true} the function of its own name, with names and values. */
    BoundExpression packAll(KqlFunction function, Expression.Call call) {
        List<Expression> written = Arguments.values(call);
        List<BoundExpression> given = bindAll(written);
        matcher.match(function, call, written, given, false);
        boolean ignoreEmpty =
                !given.isEmpty() && given.get(0) instanceof Constant flag && Boolean.TRUE.equals(flag.value());
        List<BoundExpression> pairs = new ArrayList<>();
        for (BoundExpression column : columns(call.span())) {
            pairs.add(new Constant(KqlType.STRING, ((ColumnRef) column).name()));
            pairs.add(column);
        }
        KqlFunction packing = ignoreEmpty ? function : expressions.typing.function("bag_pack");
        return new Call(packing, pairs, KqlType.DYNAMIC);
    }

    /** {@code bag_pack_columns(a, b)} is {@code bag_pack("a", a, "b", b)}. */
    BoundExpression bagOfColumns(Expression.Call call) {
        List<Expression> written = Arguments.values(call);
        List<BoundExpression> pairs = new ArrayList<>();
        for (Expression one : written) {
            if (!(one instanceof Expression.Name) || !(expressions.bind(one) instanceof ColumnRef column)) {
                throw Session.semantic(
                        "'bag_pack_columns' takes columns", one.span(), "bag_pack(\"name\", value) takes any value");
            }
            pairs.add(new Constant(KqlType.STRING, column.name()));
            pairs.add(column);
        }
        if (pairs.isEmpty()) {
            throw Session.semantic(
                    "'bag_pack_columns' takes 1 argument or more, not 0",
                    call.nameSpan(),
                    "bag_pack_columns(column, …)");
        }
        return new Call(expressions.typing.function("bag_pack"), pairs, KqlType.DYNAMIC);
    }

    BoundExpression columnIfExists(Expression.Call call) {
        List<Expression> written = Arguments.values(call);
        if (written.size() != 2) {
            throw Session.semantic(
                    "'column_ifexists' takes 2 arguments, not " + written.size(),
                    call.nameSpan(),
                    "column_ifexists(\"name\", otherwise)");
        }
        BoundExpression name = expressions.bindConstant(written.get(0));
        if (!(name instanceof Constant constant) || !(constant.value() instanceof String text)) {
            throw Session.semantic(
                    "expected a column's name as a text", written.get(0).span(), null);
        }
        BoundExpression otherwise = expressions.bind(written.get(1));
        Row row = expressions.row;
        int index = row == null ? -1 : row.schema.indexOf(text);
        return row == null || index < 0
                ? otherwise
                : new ColumnRef(index, text, row.schema.get(index).type());
    }

    BoundExpression window(KqlFunction function, Expression.Call call) {
        Row row = expressions.row;
        if (row == null) {
            throw Session.semantic("'" + function.name() + "' needs rows", call.nameSpan(), null);
        }
        if (!row.isOrdered) {
            throw Session.semantic(
                    "'" + function.name() + "' needs rows in an order",
                    call.nameSpan(),
                    "put sort by … or serialize before it");
        }
        List<Expression> written = Arguments.values(call);
        List<BoundExpression> arguments = bindAll(written);
        Signature signature = matcher.match(function, call, written, arguments, false);
        boolean shifts = function.name().equals("prev") || function.name().equals("next");
        if (shifts && !(arguments.get(0) instanceof ColumnRef)) {
            throw Session.semantic(
                    "'" + function.name() + "' takes a column", written.get(0).span(), "extend the value first");
        }
        KqlType type = signature
                .result()
                .type(arguments.stream().map(BoundExpression::type).toList());
        List<BoundExpression> fitted = new ArrayList<>(matcher.fit(function, signature, arguments, null));
        if (shifts && fitted.size() == 3) {
            BoundExpression missing = fitted.get(2);
            if (Typing.comparable(type, missing.type()) == null) {
                throw Typing.cannotCompare(type, missing.type(), written.get(2).span());
            }
            fitted.set(2, expressions.typing.branch(missing, type));
        }
        return new BoundExpression.WindowCall(function, fitted, type);
    }
}
