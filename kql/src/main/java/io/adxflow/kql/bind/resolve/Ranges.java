package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.syntax.Operator;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.util.List;

/** Binds {@code range}. */
final class Ranges {
    private final Session session;
    private final Scope scope;

    Ranges(Session session, Scope scope) {
        this.session = session;
        this.scope = scope;
    }

    BoundOperator bind(Operator.Range range) {
        Expressions expressions = new Expressions(session, scope, null);
        BoundExpression from = expressions.bind(range.from());
        BoundExpression to = expressions.bind(range.to());
        BoundExpression step = expressions.bind(range.step());
        KqlType type = from.type();
        KqlType stepType = type == KqlType.DATETIME ? KqlType.TIMESPAN : type;
        if (type.isNumeric() && to.type().isNumeric() && step.type().isNumeric()) {
            type = KqlType.widest(type, KqlType.widest(to.type(), step.type()));
            stepType = type;
        } else if (to.type() != type
                || step.type() != stepType
                || (type != KqlType.DATETIME && type != KqlType.TIMESPAN)) {
            throw Session.semantic(
                    "a range goes from a number, datetime or timespan to another one of its type, not from "
                            + type.keyword() + " to " + to.type().keyword() + " by "
                            + step.type().keyword(),
                    range.span(),
                    type == KqlType.DATETIME ? "the step of a datetime is a timespan: step 1h" : null);
        }
        String name = range.name().name();
        return new BoundOperator.Range(
                name,
                Typing.numericCast(from, type),
                Typing.numericCast(to, type),
                Typing.numericCast(step, stepType),
                new Schema(List.of(new Column(name, type))));
    }
}
