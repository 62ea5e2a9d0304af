package io.adxflow.kql.syntax;

import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was written where a value, or a table, may stand. */
public sealed interface Expression {

    /** Where it stands. */
    TextSpan span();

    /** {@code 1}, {@code "a"}, {@code datetime(…)}, {@code dynamic(…)}. */
    record Literal(KqlType type, @Nullable Object value, TextSpan span) implements Expression {}

    /**
     * The name of a column, a table, or of what {@code let} made.
     *
     * @param isQuoted whether it was written {@code ['…']}
     */
    record Name(String name, boolean isQuoted, TextSpan span) implements Expression {}

    /** A name with {@code *} in it, or {@code *} alone. */
    record Pattern(String pattern, TextSpan span) implements Expression {}

    /** {@code -x} or {@code +x}. */
    record Unary(String operator, Expression operand, TextSpan span) implements Expression {}

    /** Two operands and an operator; {@code !=} also for {@code <>}. */
    record Binary(String operator, TextSpan operatorSpan, Expression left, Expression right, TextSpan span)
            implements Expression {}

    /** {@code a and b and c}, {@code a or b or c}: at least two operands. */
    record Chain(String operator, TextSpan operatorSpan, List<Expression> operands, TextSpan span)
            implements Expression {}

    /** {@code x between (low .. high)}. */
    record Between(
            Expression value, boolean negated, TextSpan operatorSpan, Expression low, Expression high, TextSpan span)
            implements Expression {}

    /** {@code x in (…)} and {@code !in in~ !in~ has_any has_all}; the list may be one tabular expression. */
    record InList(String operator, TextSpan operatorSpan, Expression value, List<Expression> list, TextSpan span)
            implements Expression {}

    /** {@code f(a, b, name = c)}. */
    record Call(String name, TextSpan nameSpan, List<Argument> arguments, TextSpan span) implements Expression {}

    /** An argument; most have no name. */
    record Argument(@Nullable String name, Expression value) {}

    /** {@code target.name}. */
    record Member(Expression target, String name, TextSpan nameSpan, TextSpan span) implements Expression {}

    /** {@code target[key]}. */
    record Index(Expression target, Expression key, TextSpan span) implements Expression {}

    /** {@code target.f(…)}: {@code database("x").f(1)}. */
    record MemberCall(Expression target, Call call, TextSpan span) implements Expression {}

    /** {@code typeof(long)} or {@code typeof(a:long, b:string)}; {@code isOpen} for {@code typeof(*, …)}. */
    record TypeOf(@Nullable KqlType type, List<Column> columns, boolean isOpen, TextSpan span) implements Expression {}

    /** {@code toscalar(T | …)}, {@code materialize(T | …)}: functions of a table that are no functions of values. */
    record TableFunction(String function, Expression table, TextSpan span) implements Expression {}

    /** {@code source | operator | operator}: at least one operator. */
    record Pipe(Expression source, List<Operator> operators, TextSpan span) implements Expression {}

    /** An operator that needs no input: {@code print}, {@code range}, {@code union}, {@code search}. */
    record Source(Operator operator, TextSpan span) implements Expression {}

    /**
     * {@code datatable (a:long, b:string) [1, "x", 2, "y"]}.
     *
     * @param values row by row
     */
    record Datatable(List<Column> columns, List<Expression> values, TextSpan span) implements Expression {}

    /** A bracketed expression: {@code (T | take 1)} or {@code (1 + 2)}. */
    record Group(Expression inner, TextSpan span) implements Expression {}
}
