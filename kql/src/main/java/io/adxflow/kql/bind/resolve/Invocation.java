package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.BoundTree;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.syntax.KqlProblem;
import io.adxflow.kql.syntax.Statement;
import io.adxflow.kql.syntax.Statement.FunctionParameter;
import io.adxflow.kql.syntax.TextSpan;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a function's body in the place of its call. */
final class Invocation {
    private final Session session;

    Invocation(Session session) {
        this.session = session;
    }

    /** A call whose result is a value. */
    BoundExpression value(
            Scope.Function function, List<Expression.Argument> arguments, Expressions caller, TextSpan span) {
        return inside(function, span, () -> {
            Scope body = arguments(function, arguments, null, caller, span);
            Expression result = statements(function, body, span);
            Expressions expressions = caller.inFunction(body);
            if (new Tables(session, body).isTable(result)) {
                throw Session.semantic(
                        "the function '" + function.name() + "' makes a table, not a value",
                        result.span(),
                        "toscalar(…) takes a table's first cell");
            }
            return expressions.bind(result);
        });
    }

    /**
     * A call whose result is a table.
     *
     * @param first the table that {@code invoke} hands in; null otherwise
     */
    BoundOperator table(
            Scope.Function function,
            List<Expression.Argument> arguments,
            @Nullable BoundOperator first,
            Scope callerScope,
            TextSpan span) {
        return inside(function, span, () -> {
            Expressions caller = new Expressions(session, callerScope, null);
            Scope body = arguments(function, arguments, first, caller, span);
            Expression result = statements(function, body, span);
            return new Tables(session, body).bind(result);
        });
    }

    /** Whether the result is a table, told from the text of the body. */
    boolean makesTable(Scope.Function function) {
        Expression result = function.text().result();
        if (result == null) {
            return false;
        }
        session.enter(function.text().span());
        Scope body = function.closure().inner();
        for (FunctionParameter parameter : function.text().parameters()) {
            body.declare(
                    parameter.name().name(),
                    placeholder(parameter),
                    parameter.name().span());
        }
        for (Statement statement : function.text().statements()) {
            if (statement instanceof Statement.Let let) {
                boolean table = new Tables(session, body).isTable(let.value());
                body.declare(
                        let.name().name(),
                        table ? new Scope.Table(new BoundOperator.OneRow()) : new Scope.Value(NOTHING, null),
                        let.name().span());
            } else if (statement instanceof Statement.LetFunction let) {
                body.declare(
                        let.name().name(),
                        new Scope.Function(let.name().name(), let.function(), body.inner()),
                        let.name().span());
            }
        }
        boolean table = new Tables(session, body).isTable(result);
        session.leave();
        return table;
    }

    private static final BoundExpression NOTHING = new Constant(KqlType.LONG, null);

    /** Binds the body once with values of no meaning, so that what is wrong in it is found even if nobody calls it. */
    void check(Scope.Function function) {
        session.enter(function.text().span());
        Scope body = function.closure().inner();
        for (FunctionParameter parameter : function.text().parameters()) {
            body.declare(
                    parameter.name().name(),
                    placeholder(parameter),
                    parameter.name().span());
        }
        Expression result = statements(function, body, function.text().span());
        Tables tables = new Tables(session, body);
        if (tables.isTable(result)) {
            tables.bind(result);
        } else {
            new Expressions(session, body, null).bind(result);
        }
        session.leave();
    }

    private static Scope.Entry placeholder(FunctionParameter parameter) {
        if (parameter.type() != null) {
            Constant missing = parameter.missing() == null
                    ? new Constant(parameter.type(), parameter.type() == KqlType.STRING ? "" : null)
                    : new Constant(parameter.type(), parameter.missing().value());
            return new Scope.Value(missing, null);
        }
        return new Scope.Table(new BoundOperator.Table(
                "", parameter.name().name(), new io.adxflow.kql.types.Schema(parameter.columns())));
    }

    private interface Body<T> {
        T bind();
    }

    private <T> T inside(Scope.Function function, TextSpan span, Body<T> body) {
        session.enter(span);
        session.enterFunction(function.name(), span);
        try {
            return body.bind();
        } catch (KqlException e) {
            throw function.closure().isStored() ? moved(function, e, span) : e;
        } finally {
            session.leaveFunction();
            session.leave();
        }
    }

    /** Positions inside of a stored function mean nothing to the text of the query: the call is shown instead. */
    private static KqlException moved(Scope.Function function, KqlException inner, TextSpan span) {
        KqlProblem problem = inner.problem();
        String inside = "in the function '" + function.name() + "': ";
        String message =
                problem.message().startsWith("in the function ") ? problem.message() : inside + problem.message();
        return new KqlException(problem.kind(), message, span, problem.hint());
    }

    private Expression statements(Scope.Function function, Scope body, TextSpan span) {
        new Statements(session).bindAll(function.text().statements(), body);
        Expression result = function.text().result();
        if (result == null) {
            throw Session.semantic("the function '" + function.name() + "' has no result", span, null);
        }
        return result;
    }

    private Scope arguments(
            Scope.Function function,
            List<Expression.Argument> arguments,
            @Nullable BoundOperator first,
            Expressions caller,
            TextSpan span) {
        List<FunctionParameter> parameters = function.text().parameters();
        Expression[] given = new Expression[parameters.size()];
        int position = 0;
        int offset = first == null ? 0 : 1;
        for (Expression.Argument argument : arguments) {
            int index = argument.name() == null ? position++ + offset : indexOf(parameters, argument, function);
            if (index >= given.length) {
                throw wrongCount(function, arguments.size() + offset, span);
            }
            if (given[index] != null || index < offset) {
                throw Session.semantic(
                        "'" + parameters.get(index).name().name() + "' is given twice",
                        argument.value().span(),
                        null);
            }
            given[index] = argument.value();
        }
        if (first != null && parameters.isEmpty()) {
            throw Session.semantic(
                    "the function '" + function.name() + "' takes no table",
                    span,
                    "a function behind invoke has a table as its first parameter: (T:(*))");
        }
        Scope body = function.closure().inner();
        for (int i = 0; i < given.length; i++) {
            FunctionParameter parameter = parameters.get(i);
            Scope.Entry entry;
            if (i == 0 && first != null) {
                entry = new Scope.Table(checkColumns(parameter, first, span));
            } else if (given[i] == null) {
                entry = missing(function, parameter, arguments.size() + offset, span);
            } else {
                entry = argument(function, parameter, given[i], caller);
            }
            body.declare(parameter.name().name(), entry, parameter.name().span());
        }
        return body;
    }

    private static int indexOf(
            List<FunctionParameter> parameters, Expression.Argument argument, Scope.Function function) {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).name().name().equals(argument.name())) {
                return i;
            }
        }
        throw Session.semantic(
                "the function '" + function.name() + "' has no parameter '" + argument.name() + "'",
                argument.value().span(),
                signature(function));
    }

    private static KqlException wrongCount(Scope.Function function, int count, TextSpan span) {
        return Session.semantic(
                "the function '" + function.name() + "' takes "
                        + function.text().parameters().size() + " arguments, not " + count,
                span,
                signature(function));
    }

    private static String signature(Scope.Function function) {
        List<String> parameters = new ArrayList<>();
        for (FunctionParameter one : function.text().parameters()) {
            String type = one.type() == null ? "table" : one.type().keyword();
            parameters.add(one.name().name() + ":" + type);
        }
        return function.name() + "(" + String.join(", ", parameters) + ")";
    }

    private static Scope.Entry missing(Scope.Function function, FunctionParameter parameter, int count, TextSpan span) {
        if (parameter.missing() == null || parameter.type() == null) {
            throw wrongCount(function, count, span);
        }
        BoundExpression literal =
                new Constant(parameter.missing().type(), parameter.missing().value());
        return new Scope.Value(fitted(literal, parameter, parameter.missing().span(), function), null);
    }

    private Scope.Entry argument(
            Scope.Function function, FunctionParameter parameter, Expression given, Expressions caller) {
        if (parameter.type() == null) {
            Tables tables = new Tables(session, caller.scope);
            if (!tables.isTable(given)) {
                throw Session.semantic(
                        "'" + parameter.name().name() + "' of '" + function.name() + "' must be a table",
                        given.span(),
                        null);
            }
            return new Scope.Table(checkColumns(parameter, tables.bind(given), given.span()));
        }
        BoundExpression bound = fitted(caller.bind(given), parameter, given.span(), function);
        return new Scope.Value(bound, BoundTree.isConstant(bound) ? null : caller.row);
    }

    private static BoundExpression fitted(
            BoundExpression bound, FunctionParameter parameter, TextSpan span, Scope.Function function) {
        KqlType wanted = parameter.type() == null ? KqlType.UNKNOWN : parameter.type();
        KqlType type = bound.type();
        boolean widens = type.isNumeric() && wanted.isNumeric() && type.compareTo(wanted) <= 0;
        boolean narrows = bound instanceof Constant && type == KqlType.LONG && wanted == KqlType.INT;
        if (type == wanted) {
            return bound;
        } else if (widens || narrows) {
            return Typing.cast(bound, wanted);
        } else if (wanted == KqlType.DYNAMIC) {
            return new BoundExpression.Cast(bound, KqlType.DYNAMIC);
        }
        throw Session.semantic(
                "'" + parameter.name().name() + "' of '" + function.name() + "' must be a " + wanted.keyword()
                        + ", not a " + type.keyword(),
                span,
                "to" + wanted.keyword() + "() converts");
    }

    /** A table must have at least the columns that are declared. */
    private static BoundOperator checkColumns(FunctionParameter parameter, BoundOperator table, TextSpan span) {
        if (parameter.type() != null) {
            throw Session.semantic(
                    "'" + parameter.name().name() + "' must be a "
                            + parameter.type().keyword() + ", not a table",
                    span,
                    null);
        }
        for (Column column : parameter.columns()) {
            int index = table.schema().indexOf(column.name());
            KqlType found = index < 0 ? null : table.schema().get(index).type();
            if (found != column.type()) {
                throw Session.semantic(
                        "the table for '" + parameter.name().name() + "' needs a column " + column.name() + ":"
                                + column.type().keyword()
                                + (found == null ? "" : ", its own is a " + found.keyword()),
                        span,
                        null);
            }
        }
        return table;
    }
}
