package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BindRequest;
import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.BoundQuery;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.syntax.KqlProblem;
import io.adxflow.kql.syntax.Parser;
import io.adxflow.kql.syntax.Statement;
import io.adxflow.kql.syntax.TextSpan;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Binds statements one after the other. */
public final class Statements {
    private final Session session;
    private final Map<String, String> options = new LinkedHashMap<>();

    Statements(Session session) {
        this.session = session;
    }

    /**
     * Binds a text.
     *
     * @throws KqlException with the first problem found
     */
    public static BoundQuery bind(String text, BindRequest request) {
        Session session = new Session(request);
        Statements statements = new Statements(session);
        Scope scope = new Scope(request.catalog().defaultDatabase(), false);
        List<BoundQuery.Result> results = statements.bindAll(Parser.statements(text), scope);
        if (results.isEmpty()) {
            throw new KqlException(
                    KqlProblem.Kind.SEMANTIC,
                    "the text has no query, only statements before one",
                    new TextSpan(Math.max(0, text.length() - 1), 1),
                    null);
        }
        return new BoundQuery(results, request.now(), statements.options);
    }

    /** Binds statements into a scope; what its queries result in. */
    List<BoundQuery.Result> bindAll(List<Statement> statements, Scope scope) {
        List<BoundQuery.Result> results = new ArrayList<>();
        for (Statement statement : statements) {
            if (statement instanceof Statement.Let let) {
                let(let, scope);
            } else if (statement instanceof Statement.LetFunction let) {
                String name = let.name().name();
                Scope.Function function = new Scope.Function(name, let.function(), scope.snapshot());
                new Invocation(session).check(function);
                scope.declare(name, function, let.name().span());
            } else if (statement instanceof Statement.SetOption option) {
                options.put(option.name().toLowerCase(Locale.ROOT), option.value());
            } else if (statement instanceof Statement.DeclareParameters declared) {
                declared.parameters().forEach(parameter -> parameter(parameter, scope));
            } else if (statement instanceof Statement.Query query) {
                results.add(query(query, scope));
            }
        }
        return results;
    }

    private void let(Statement.Let let, Scope scope) {
        Tables tables = new Tables(session, scope);
        Scope.Entry entry;
        if (tables.isTable(let.value())) {
            BoundOperator table = tables.bind(let.value());
            entry = new Scope.Table(table);
        } else {
            BoundExpression value = new Expressions(session, scope, null).bind(let.value());
            entry = new Scope.Value(value, null);
        }
        scope.declare(let.name().name(), entry, let.name().span());
    }

    private void parameter(Statement.FunctionParameter parameter, Scope scope) {
        String name = parameter.name().name();
        KqlType type = parameter.type();
        if (type == null) {
            throw Session.semantic(
                    "a query parameter is a value, not a table",
                    parameter.name().span(),
                    null);
        }
        String given = session.request.parameters().get(name);
        Expression literal = given == null ? parameter.missing() : read(given, type, parameter);
        if (literal == null) {
            throw Session.semantic(
                    "no value is given for the query parameter '" + name + "'",
                    parameter.name().span(),
                    "give it with the request, or write a default: " + name + ":" + type.keyword() + " = …");
        }
        Expression.Literal value = (Expression.Literal) literal;
        scope.declare(
                name,
                new Scope.Value(converted(value, type, parameter), null),
                parameter.name().span());
    }

    private static Expression read(String given, KqlType type, Statement.FunctionParameter parameter) {
        try {
            return Parser.parameter(given, type);
        } catch (KqlException e) {
            throw Session.semantic(
                    "the value '" + given + "' of the query parameter '"
                            + parameter.name().name() + "': " + e.problem().message(),
                    parameter.name().span(),
                    e.problem().hint());
        }
    }

    private static BoundExpression converted(
            Expression.Literal literal, KqlType type, Statement.FunctionParameter parameter) {
        Constant constant = Constants.converted(literal, type);
        if (constant == null) {
            throw Session.semantic(
                    "the query parameter '" + parameter.name().name() + "' must be a " + type.keyword() + ", not a "
                            + literal.type().keyword(),
                    parameter.name().span(),
                    null);
        }
        return constant;
    }

    private BoundQuery.Result query(Statement.Query query, Scope scope) {
        Tables tables = new Tables(session, scope);
        if (!tables.isTable(query.expression())) {
            return value(query, scope);
        }
        Tables.Result result = tables.bindResult(query.expression());
        return new BoundQuery.Result(result.name(), result.operator(), result.render());
    }

    /** A value alone is a table of one cell. */
    private BoundQuery.Result value(Statement.Query query, Scope scope) {
        @Nullable BoundExpression value = new Expressions(session, scope, null).bind(query.expression());
        BoundOperator one = new BoundOperator.Project(
                new BoundOperator.OneRow(), List.of(new io.adxflow.kql.bind.NamedExpression("print_0", value)));
        return new BoundQuery.Result(null, one, null);
    }
}
