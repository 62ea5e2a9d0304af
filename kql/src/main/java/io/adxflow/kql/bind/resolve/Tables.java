package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.Catalog;
import io.adxflow.kql.bind.RenderInfo;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.syntax.Nearest;
import io.adxflow.kql.syntax.Operator;
import io.adxflow.kql.syntax.Parser;
import io.adxflow.kql.syntax.TextSpan;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Binds tables: names, sources, and pipes of operators. */
final class Tables {
    /** A table with the name that {@code as} gave it and what {@code render} said. */
    record Result(BoundOperator operator, @Nullable String name, @Nullable RenderInfo render) {}

    private static final Set<String> TABLE_CALLS = Set.of("table", "database", "cluster");

    private final Session session;
    private final Scope scope;

    Tables(Session session, Scope scope) {
        this.session = session;
        this.scope = scope;
    }

    /** Whether an expression stands for a table rather than a value. */
    boolean isTable(Expression expression) {
        if (expression instanceof Expression.Pipe
                || expression instanceof Expression.Source
                || expression instanceof Expression.Datatable) {
            return true;
        } else if (expression instanceof Expression.Group group) {
            return isTable(group.inner());
        } else if (expression instanceof Expression.TableFunction function) {
            return function.function().equals("materialize");
        } else if (expression instanceof Expression.Name name) {
            return isTable(name);
        } else if (expression instanceof Expression.Call call) {
            if (TABLE_CALLS.contains(call.name())) {
                return true;
            }
            Scope.Function function = function(call);
            return function != null && new Invocation(session).makesTable(function);
        } else if (expression instanceof Expression.Member member) {
            return isDatabase(member.target());
        } else if (expression instanceof Expression.MemberCall call) {
            return isDatabase(call.target());
        }
        return false;
    }

    private static boolean isDatabase(Expression target) {
        if (target instanceof Expression.MemberCall call) {
            return call.call().name().equals("database");
        }
        return target instanceof Expression.Call call
                && (call.name().equals("database") || call.name().equals("cluster"));
    }

    private boolean isTable(Expression.Name name) {
        Scope.Entry entry = scope.find(name.name());
        if (entry instanceof Scope.Table) {
            return true;
        } else if (entry instanceof Scope.Function function) {
            return new Invocation(session).makesTable(function);
        } else if (entry != null) {
            return false;
        }
        Catalog.Database database = scope.database;
        if (database.table(name.name()) != null) {
            return true;
        }
        Scope.Function stored = stored(name.name(), name.span());
        return stored != null && new Invocation(session).makesTable(stored);
    }

    private Scope.@Nullable Function function(Expression.Call call) {
        Scope.Entry entry = scope.find(call.name());
        if (entry instanceof Scope.Function function) {
            return function;
        }
        boolean builtIn = session.functions.scalar(call.name()) != null
                || session.functions.window(call.name()) != null
                || session.functions.aggregate(call.name()) != null;
        return builtIn ? null : stored(call.name(), call.nameSpan());
    }

    /** A function of the database; null when there is none of that name. */
    Scope.@Nullable Function stored(String name, TextSpan span) {
        return stored(scope.database, name, span);
    }

    private static Scope.@Nullable Function stored(Catalog.Database database, String name, TextSpan span) {
        Catalog.StoredFunction stored = database.function(name);
        if (stored == null) {
            return null;
        }
        try {
            return new Scope.Function(
                    stored.name(), Parser.function(stored.parameters(), stored.body()), new Scope(database, true));
        } catch (KqlException e) {
            throw new KqlException(
                    e.problem().kind(),
                    "in the function '" + name + "': " + e.problem().message(),
                    span,
                    e.problem().hint());
        }
    }

    /** The stored function that {@code database("x").f(…)} means; null when it means none. */
    Scope.@Nullable Function functionOf(Expression.MemberCall call) {
        Catalog.Database database = database(call.target());
        return stored(database, call.call().name(), call.call().nameSpan());
    }

    /** A table. */
    BoundOperator bind(Expression expression) {
        return bindResult(expression).operator();
    }

    Result bindResult(Expression expression) {
        session.enter(expression.span());
        Result result = dispatch(expression);
        session.leave();
        return result;
    }

    private Result dispatch(Expression expression) {
        if (expression instanceof Expression.Pipe pipe) {
            return pipe(pipe);
        } else if (expression instanceof Expression.Group group) {
            return bindResult(group.inner());
        }
        return new Result(operator(expression), null, null);
    }

    private BoundOperator operator(Expression expression) {
        if (expression instanceof Expression.Source source) {
            return source(source.operator());
        } else if (expression instanceof Expression.Datatable datatable) {
            return datatable(datatable);
        } else if (expression instanceof Expression.TableFunction function
                && function.function().equals("materialize")) {
            return materialize(function);
        } else if (expression instanceof Expression.Name name) {
            return name(name);
        } else if (expression instanceof Expression.Call call) {
            return call(call);
        } else if (expression instanceof Expression.Member member && isDatabase(member.target())) {
            return ofDatabase(database(member.target()), member.name(), member.nameSpan());
        } else if (expression instanceof Expression.MemberCall call && isDatabase(call.target())) {
            return memberCall(call);
        }
        throw Session.semantic("expected a table, found a value", expression.span(), "print makes a table of values");
    }

    private BoundOperator materialize(Expression.TableFunction function) {
        BoundOperator input = bind(function.table());
        return input instanceof BoundOperator.Materialize ? input : new BoundOperator.Materialize(input);
    }

    private BoundOperator name(Expression.Name name) {
        Scope.Entry entry = scope.find(name.name());
        if (entry instanceof Scope.Table table) {
            session.use(table.operator(), name.span());
            return table.operator();
        } else if (entry instanceof Scope.Function function) {
            return new Invocation(session).table(function, List.of(), null, scope, name.span());
        } else if (entry != null) {
            throw Session.semantic("'" + name.name() + "' is a value, not a table", name.span(), null);
        }
        return ofDatabase(scope.database, name.name(), name.span());
    }

    private BoundOperator ofDatabase(Catalog.Database database, String name, TextSpan span) {
        Scope.Function stored = stored(database, name, span);
        if (stored != null && stored.text().parameters().isEmpty()) {
            return new Invocation(session).table(stored, List.of(), null, scope, span);
        }
        return table(database, name, span);
    }

    BoundOperator table(Catalog.Database database, String name, TextSpan span) {
        Schema schema = database.table(name);
        if (schema == null) {
            throw unknownTable(database, name, span);
        }
        return new BoundOperator.Table(database.name(), name, schema);
    }

    KqlException unknownTable(Catalog.Database database, String name, TextSpan span) {
        List<String> near = new ArrayList<>(database.tableNames());
        near.addAll(database.functionNames());
        near.addAll(scope.names());
        String where = database == session.request.catalog().defaultDatabase()
                ? ""
                : " in the database '" + database.name() + "'";
        return Session.semantic(
                "there is no table '" + name + "'" + where, span, Session.didYouMean(Nearest.of(name, near)));
    }

    private BoundOperator call(Expression.Call call) {
        if (call.name().equals("table")) {
            return table(scope.database, text(call), call.span());
        }
        Scope.Function function = function(call);
        if (function != null) {
            return new Invocation(session).table(function, call.arguments(), null, scope, call.span());
        }
        if (call.name().equals("cluster")) {
            throw Session.unsupported("other clusters are not there", call.nameSpan(), "database(\"…\") is");
        }
        if (call.name().equals("database")) {
            throw Session.semantic("a database is no table", call.span(), "write database(\"…\").Table");
        }
        boolean scalar = session.functions.scalar(call.name()) != null;
        if (scalar) {
            throw Session.semantic("expected a table, found a value", call.span(), "print makes a table of values");
        }
        List<String> near = new ArrayList<>(scope.names());
        near.addAll(scope.database.functionNames());
        throw Session.semantic(
                "there is no function '" + call.name() + "'",
                call.nameSpan(),
                Absent.functions().getOrDefault(call.name(), Session.didYouMean(Nearest.of(call.name(), near))));
    }

    private BoundOperator memberCall(Expression.MemberCall call) {
        Catalog.Database database = database(call.target());
        if (call.call().name().equals("table")) {
            return table(database, text(call.call()), call.call().span());
        }
        Scope.Function function =
                stored(database, call.call().name(), call.call().nameSpan());
        if (function == null) {
            throw unknownTable(database, call.call().name(), call.call().nameSpan());
        }
        return new Invocation(session).table(function, call.call().arguments(), null, scope, call.span());
    }

    private String text(Expression.Call call) {
        List<Expression> values = Arguments.values(call);
        if (values.size() == 1
                && new Expressions(session, scope, null).bind(values.get(0)) instanceof Constant constant
                && constant.value() instanceof String text) {
            return text;
        }
        throw Session.semantic("'" + call.name() + "' takes a name as a text", call.span(), null);
    }

    /** The database of {@code database("x")}. */
    Catalog.Database database(Expression target) {
        boolean other = (target instanceof Expression.Call call && call.name().equals("cluster"))
                || target instanceof Expression.MemberCall;
        if (other) {
            throw Session.unsupported("other clusters are not there", target.span(), "database(\"…\") is");
        }
        if (!(target instanceof Expression.Call call) || !call.name().equals("database")) {
            throw Session.semantic("expected database(\"…\")", target.span(), null);
        }
        String name = call.arguments().isEmpty() ? scope.database.name() : text(call);
        Catalog.Database database = session.request.catalog().database(name);
        if (database == null) {
            throw Session.semantic(
                    "there is no database '" + name + "'",
                    call.span(),
                    Session.didYouMean(
                            Nearest.of(name, session.request.catalog().databaseNames())));
        }
        return database;
    }

    private BoundOperator datatable(Expression.Datatable datatable) {
        int width = datatable.columns().size();
        List<Expression> values = datatable.values();
        boolean whole = width == 0 ? values.isEmpty() : values.size() % width == 0;
        if (!whole) {
            throw Session.semantic(
                    values.size() + " values do not fill rows of " + width + " columns", datatable.span(), null);
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int at = 0; at < values.size(); at += width) {
            List<@Nullable Object> row = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                row.add(cell(
                        (Expression.Literal) values.get(at + i),
                        datatable.columns().get(i)));
            }
            rows.add(row);
        }
        return new BoundOperator.Rows(rows, new Schema(datatable.columns()));
    }

    private static @Nullable Object cell(Expression.Literal literal, Column column) {
        Constant constant = Constants.converted(literal, column.type());
        if (constant == null) {
            throw Session.semantic(
                    "the column '" + column.name() + "' holds "
                            + column.type().keyword() + " values, not a "
                            + literal.type().keyword(),
                    literal.span(),
                    column.type() == KqlType.STRING ? "write it in quotes" : null);
        }
        return constant.value();
    }

    private BoundOperator source(Operator operator) {
        if (operator instanceof Operator.Print print) {
            session.allowedOperator("print", print.span());
            return new Projections(session, scope).print(print);
        } else if (operator instanceof Operator.Range range) {
            session.allowedOperator("range", range.span());
            return new Ranges(session, scope).bind(range);
        } else if (operator instanceof Operator.Union union) {
            session.allowedOperator("union", union.span());
            return new Unions(session, scope).bind(union, null, null);
        } else if (operator instanceof Operator.Search search) {
            session.allowedOperator("search", search.span());
            return new Searches(session, scope).bind(search, null, null);
        }
        throw Session.semantic("the operator needs a table before it", operator.span(), null);
    }

    private Result pipe(Expression.Pipe pipe) {
        Scope inner = scope.inner();
        Tables tables = new Tables(session, inner);
        Result source = tables.bindResult(pipe.source());
        String name = pipe.source() instanceof Expression.Name named ? named.name() : null;
        return new Pipes(session, inner).bind(source.operator(), name, pipe.operators());
    }
}
