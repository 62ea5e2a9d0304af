package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.functions.KqlFunction;
import io.adxflow.kql.functions.NameRule;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.types.KqlType;
import org.jspecify.annotations.Nullable;

/** What a column is called whose expression has no name. Source: Microsoft's binder, function by function. */
final class Names {
    private final Session session;
    private final Scope scope;

    Names(Session session, Scope scope) {
        this.session = session;
        this.scope = scope;
    }

    /** The name that follows from an expression; null when none does. */
    @Nullable
    String of(Expression expression) {
        if (expression instanceof Expression.Name name) {
            return name.name();
        } else if (expression instanceof Expression.Group group) {
            return of(group.inner());
        } else if (expression instanceof Expression.Member member) {
            return member(member);
        } else if (expression instanceof Expression.Index index) {
            return index(index);
        } else if (expression instanceof Expression.Call call) {
            return call(call);
        }
        return null;
    }

    private @Nullable String member(Expression.Member member) {
        if (member.target() instanceof Expression.Name side
                && (side.name().equals("$left") || side.name().equals("$right"))) {
            return member.name();
        }
        String target = of(member.target());
        return target == null ? member.name() : target + "_" + member.name();
    }

    private @Nullable String index(Expression.Index index) {
        String key = "";
        if (index.key() instanceof Expression.Literal literal
                && (literal.type() == KqlType.STRING || literal.type().isInteger())) {
            key = String.valueOf(literal.value());
        }
        String target = of(index.target());
        return target == null ? key : target + "_" + key;
    }

    private @Nullable String call(Expression.Call call) {
        if (scope.find(call.name()) instanceof Scope.Function) {
            return null;
        }
        if (call.name().equals("column_ifexists") || call.name().equals("columnifexists")) {
            return null;
        }
        KqlFunction function = session.functions.scalar(call.name());
        if (function == null) {
            function = session.functions.aggregate(call.name());
        }
        return function == null ? null : call(function, call);
    }

    @Nullable
    String call(KqlFunction function, Expression.Call call) {
        String first =
                call.arguments().isEmpty() ? null : of(call.arguments().get(0).value());
        if (function.naming() == NameRule.NONE) {
            return null;
        } else if (function.naming() == NameRule.FIRST_ARGUMENT) {
            return first;
        } else if (function.naming() == NameRule.ONLY_ARGUMENT) {
            return call.arguments().size() == 1 ? first : null;
        } else if (function.naming() == NameRule.PREFIX) {
            return function.prefix();
        } else if (function.naming() == NameRule.PREFIX_AND_FIRST_ARGUMENT) {
            return function.prefix() + (first == null ? "" : first);
        }
        return null;
    }
}
