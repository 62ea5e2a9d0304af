package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.bind.BoundExpression.ColumnRef;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.NamedExpression;
import io.adxflow.kql.functions.KqlFunction;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.syntax.Nearest;
import io.adxflow.kql.syntax.TextSpan;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Binds the expressions of one operator: names to columns of its rows, or to what let statements made. */
final class Expressions {
    private static final Set<String> ARITHMETIC = Set.of("+", "-", "*", "/", "%", "<", "<=", ">", ">=");

    final Session session;
    final Scope scope;
    final Typing typing;

    /** The rows around; null where there are none, as in {@code let x = 1 + 2}. */
    final @Nullable Row row;

    /** Whether names may refer to the row's columns; not in the body of a function that a row calls. */
    private final boolean seesColumns;

    /** Where calls of aggregates go; null where they may not stand. */
    private final @Nullable AggregateSink aggregates;

    Expressions(Session session, Scope scope, @Nullable Row row) {
        this(session, scope, row, row != null, null);
    }

    private Expressions(
            Session session, Scope scope, @Nullable Row row, boolean seesColumns, @Nullable AggregateSink aggregates) {
        this.session = session;
        this.scope = scope;
        this.row = row;
        this.seesColumns = seesColumns;
        this.aggregates = aggregates;
        this.typing = new Typing(session);
    }

    /** For expressions of {@code summarize}: over aggregates, not over columns. */
    Expressions aggregating(AggregateSink sink) {
        return new Expressions(session, scope, row, false, sink);
    }

    /** For values that must be the same for all rows: counts, bounds, steps. */
    Expressions constant() {
        return new Expressions(session, scope, row, false, null);
    }

    /** For the body of a function that is called here. */
    Expressions inFunction(Scope body) {
        return new Expressions(session, body, row, false, null);
    }

    /** A value of any type. */
    BoundExpression bind(Expression expression) {
        session.enter(expression.span());
        BoundExpression bound = dispatch(expression);
        session.leave();
        return bound;
    }

    /** A value that must be true or false. */
    BoundExpression bindBool(Expression expression) {
        BoundExpression bound = bind(expression);
        if (bound.type() != KqlType.BOOL) {
            throw Session.semantic(
                    "expected a bool, found a " + bound.type().keyword(),
                    expression.span(),
                    bound.type() == KqlType.DYNAMIC ? "tobool() converts it" : null);
        }
        return bound;
    }

    /** A value that is the same for all rows. */
    BoundExpression bindConstant(Expression expression) {
        return new Expressions(session, scope, null).bind(expression);
    }

    /** The columns that an expression makes which is a call of a function with several; null when it is no such call. */
    @Nullable
    List<NamedExpression> bindTuple(Expression expression) {
        // In brackets it is a value.
        return expression instanceof Expression.Call call && !(scope.find(call.name()) instanceof Scope.Function)
                ? new Tuples(this, new Calls(this, aggregates)).bind(call)
                : null;
    }

    private BoundExpression dispatch(Expression expression) {
        if (expression instanceof Expression.Literal literal) {
            return new Constant(literal.type(), literal.value());
        } else if (expression instanceof Expression.Name name) {
            return name(name);
        } else if (expression instanceof Expression.Group group) {
            return bind(group.inner());
        } else if (expression instanceof Expression.Unary unary) {
            return unary(unary);
        } else if (expression instanceof Expression.Binary binary) {
            return binary(binary);
        } else if (expression instanceof Expression.Chain chain) {
            return chain(chain);
        } else if (expression instanceof Expression.Between between) {
            return typing.between(
                    between.negated(),
                    bind(between.value()),
                    bind(between.low()),
                    bind(between.high()),
                    between.operatorSpan());
        } else if (expression instanceof Expression.InList in) {
            return new Lists(this).bind(in);
        } else if (expression instanceof Expression.Call call) {
            return new Calls(this, aggregates).bind(call);
        } else if (expression instanceof Expression.Member member) {
            return member(member);
        } else if (expression instanceof Expression.Index index) {
            return index(index);
        } else if (expression instanceof Expression.TableFunction function) {
            return toScalar(function);
        } else if (expression instanceof Expression.MemberCall call) {
            return memberCall(call);
        } else if (expression instanceof Expression.Pattern pattern) {
            throw Session.semantic("'" + pattern.pattern() + "' is no value", pattern.span(), null);
        } else if (expression instanceof Expression.TypeOf type) {
            throw Session.semantic("typeof(…) is no value", type.span(), null);
        }
        throw tableNotValue(expression.span());
    }

    private static io.adxflow.kql.syntax.KqlException tableNotValue(TextSpan span) {
        return Session.semantic("expected a value, found a table", span, "toscalar(…) takes a table's first cell");
    }

    private BoundExpression name(Expression.Name name) {
        if (row != null && seesColumns) {
            int index = row.schema.indexOf(name.name());
            if (index >= 0) {
                Column column = row.schema.get(index);
                return new ColumnRef(index, column.name(), column.type());
            }
        }
        Scope.Entry entry = scope.find(name.name());
        if (entry instanceof Scope.Value value) {
            if (value.row() != null && value.row() != row) {
                throw Session.semantic(
                        "'" + name.name() + "' depends on a row, and a table is asked for each row",
                        name.span(),
                        "join the tables instead");
            }
            session.use(value.expression(), name.span());
            return value.expression();
        } else if (entry instanceof Scope.Function function
                && function.text().parameters().isEmpty()) {
            return new Invocation(session).value(function, List.of(), this, name.span());
        } else if (entry != null) {
            throw tableNotValue(name.span());
        }
        if (row != null && aggregates == null && row.schema.has(name.name()) && !scope.isStored()) {
            throw Session.semantic(
                    "'" + name.name() + "' differs from row to row, where one value is needed",
                    name.span(),
                    "toscalar(…) takes a table's first cell");
        }
        if (aggregates != null && row != null && row.schema.has(name.name())) {
            throw Session.semantic(
                    "'" + name.name() + "' is neither an aggregate nor a key",
                    name.span(),
                    "write take_any(" + name.name() + "), or put it behind 'by'");
        }
        throw unknown(name.name(), name.span());
    }

    private io.adxflow.kql.syntax.KqlException unknown(String name, TextSpan span) {
        List<String> near = new ArrayList<>(scope.names());
        if (row != null) {
            row.schema.columns().forEach(column -> near.add(column.name()));
        }
        String nearest = Nearest.of(name, near);
        String what = row == null ? "'" + name + "' is not known" : "there is no column '" + name + "'";
        boolean builtIn = session.functions.scalar(name) != null || session.functions.aggregate(name) != null;
        String hint = builtIn ? "the function is called " + name + "(…)" : Session.didYouMean(nearest);
        return Session.semantic(what, span, hint);
    }

    private BoundExpression unary(Expression.Unary unary) {
        BoundExpression operand = bind(unary.operand());
        boolean literal = operand instanceof Constant;
        if (unary.operator().equals("-")) {
            return typing.negate(operand, literal, unary.span());
        }
        typing.negate(operand, literal, unary.span());
        return operand.type() == KqlType.INT && !literal ? Typing.cast(operand, KqlType.LONG) : operand;
    }

    private BoundExpression binary(Expression.Binary binary) {
        TextSpan span = binary.operatorSpan();
        String operator = binary.operator();
        if (binary.left() instanceof Expression.Pattern && !ARITHMETIC.contains(operator)) {
            BoundExpression right = bind(binary.right());
            return new AnyColumn(this)
                    .any(
                            text -> operator.equals("==") || operator.equals("!=")
                                    ? typing.equality(operator, text, right, span)
                                    : textOperator(operator, text, right, span),
                            binary.left().span());
        }
        BoundExpression left = bind(binary.left());
        BoundExpression right = bind(binary.right());
        return switch (operator) {
            case "+", "-", "*", "/", "%" -> typing.arithmetic(operator, left, right, span);
            case "==", "!=" -> typing.equality(operator, left, right, span);
            case "<", "<=", ">", ">=" -> typing.order(operator, left, right, span);
            default -> textOperator(operator, left, right, span);
        };
    }

    private BoundExpression textOperator(String operator, BoundExpression left, BoundExpression right, TextSpan span) {
        KqlFunction function = session.allowed(typing.function(operator), span);
        for (BoundExpression side : List.of(left, right)) {
            if (side.type() != KqlType.STRING && side.type() != KqlType.DYNAMIC) {
                throw Session.semantic(
                        "'" + operator + "' is not defined for " + left.type().keyword() + " and "
                                + right.type().keyword(),
                        span,
                        "tostring() makes a text of a " + side.type().keyword());
            }
        }
        return new Call(function, List.of(typing.text(left), typing.text(right)), KqlType.BOOL);
    }

    private BoundExpression chain(Expression.Chain chain) {
        KqlFunction function = session.allowed(typing.function(chain.operator()), chain.operatorSpan());
        List<BoundExpression> operands = new ArrayList<>();
        for (Expression operand : chain.operands()) {
            BoundExpression bound = bind(operand);
            if (bound.type() == KqlType.DYNAMIC) {
                bound = new Call(typing.function("tobool"), List.of(bound), KqlType.BOOL);
            }
            if (bound.type() != KqlType.BOOL) {
                throw Session.semantic(
                        "'" + chain.operator() + "' takes bools, not a "
                                + bound.type().keyword(),
                        operand.span(),
                        null);
            }
            operands.add(bound);
        }
        return new Call(function, operands, KqlType.BOOL);
    }

    private BoundExpression member(Expression.Member member) {
        BoundExpression target = bind(member.target());
        return path(
                target,
                new Constant(KqlType.STRING, member.name()),
                member.target().span());
    }

    private BoundExpression index(Expression.Index index) {
        BoundExpression target = bind(index.target());
        BoundExpression key = bind(index.key());
        boolean fits = key.type().isInteger() || key.type() == KqlType.STRING || key.type() == KqlType.DYNAMIC;
        if (!fits) {
            throw Session.semantic(
                    "a " + key.type().keyword() + " is neither a key nor an index",
                    index.key().span(),
                    null);
        }
        return path(
                target,
                key.type() == KqlType.INT ? Typing.cast(key, KqlType.LONG) : key,
                index.target().span());
    }

    private static BoundExpression path(BoundExpression target, BoundExpression key, TextSpan span) {
        if (target.type() != KqlType.DYNAMIC) {
            throw Session.semantic(
                    "a " + target.type().keyword() + " has no parts; only dynamic has",
                    span,
                    target.type() == KqlType.STRING ? "parse_json() reads the text of JSON" : null);
        }
        return new BoundExpression.Path(target, key);
    }

    private BoundExpression toScalar(Expression.TableFunction function) {
        Tables tables = new Tables(session, scope);
        if (!function.function().equals("toscalar")) {
            throw tableNotValue(function.span());
        }
        if (!tables.isTable(function.table())) {
            return bindConstant(function.table());
        }
        BoundOperator query = tables.bind(function.table());
        if (query.schema().size() == 0) {
            throw Session.semantic("the table has no column", function.span(), null);
        }
        return new BoundExpression.ToScalar(query, query.schema().get(0).type());
    }

    private BoundExpression memberCall(Expression.MemberCall call) {
        boolean ofDatabase = call.target() instanceof Expression.Call target
                && (target.name().equals("database") || target.name().equals("cluster"));
        if (!ofDatabase) {
            throw Session.semantic(
                    "a value has no function '" + call.call().name() + "'",
                    call.call().nameSpan(),
                    "write " + call.call().name() + "(value)");
        }
        Scope.Function stored = new Tables(session, scope).functionOf(call);
        if (stored == null) {
            throw tableNotValue(call.span());
        }
        return new Invocation(session).value(stored, call.call().arguments(), this, call.span());
    }
}
