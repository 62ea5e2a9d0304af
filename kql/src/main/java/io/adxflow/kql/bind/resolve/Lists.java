package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.functions.KqlFunction;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.List;

/** Binds {@code in}, {@code has_any} and their like. */
final class Lists {
    private final Expressions expressions;

    Lists(Expressions expressions) {
        this.expressions = expressions;
    }

    BoundExpression bind(Expression.InList in) {
        KqlFunction function =
                expressions.session.allowed(expressions.typing.function(in.operator()), in.operatorSpan());
        boolean texts = !in.operator().equals("in") && !in.operator().equals("!in");
        BoundExpression value = expressions.bind(in.value());
        if (texts && value.type() != KqlType.STRING && value.type() != KqlType.DYNAMIC) {
            throw Session.semantic(
                    "'" + in.operator() + "' looks into a string, not a "
                            + value.type().keyword(),
                    in.value().span(),
                    null);
        }
        if (texts) {
            value = expressions.typing.text(value);
        }
        Tables tables = new Tables(expressions.session, expressions.scope);
        if (in.list().size() == 1 && isTable(tables, in.list().get(0))) {
            return query(function, in, value, tables);
        }
        return values(function, in, value, texts);
    }

    private boolean isTable(Tables tables, Expression element) {
        if (element instanceof Expression.Name name
                && expressions.row != null
                && expressions.row.schema.has(name.name())) {
            return false;
        }
        return tables.isTable(element);
    }

    private BoundExpression query(KqlFunction function, Expression.InList in, BoundExpression value, Tables tables) {
        BoundOperator query = tables.bind(in.list().get(0));
        if (query.schema().size() == 0) {
            throw Session.semantic("the table has no column", in.list().get(0).span(), null);
        }
        KqlType type = query.schema().get(0).type();
        if (Typing.comparable(value.type(), type) == null) {
            throw Typing.cannotCompare(value.type(), type, in.list().get(0).span());
        }
        return new BoundExpression.InQuery(function, value, query);
    }

    private BoundExpression values(KqlFunction function, Expression.InList in, BoundExpression value, boolean texts) {
        List<BoundExpression> all = new ArrayList<>(List.of(value));
        KqlType common = value.type();
        for (Expression element : in.list()) {
            BoundExpression bound = expressions.bind(element);
            KqlType both = Typing.comparable(common, bound.type());
            boolean text = bound.type() == KqlType.STRING || bound.type() == KqlType.DYNAMIC;
            if (both == null || (texts && !text)) {
                throw Typing.cannotCompare(value.type(), bound.type(), element.span());
            }
            if (bound.type() != KqlType.DYNAMIC && common != KqlType.DYNAMIC) {
                common = both;
            }
            all.add(bound);
        }
        KqlType widest = common;
        return new BoundExpression.Call(
                function,
                all.stream().map(one -> Typing.numericCast(one, widest)).toList(),
                KqlType.BOOL);
    }
}
