package io.adxflow.kql.syntax;

import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was written between two semicolons. */
public sealed interface Statement {

    /** Where it stands. */
    TextSpan span();

    /** {@code let x = …;} of a value or a table. */
    record Let(NamedItem.Name name, Expression value, TextSpan span) implements Statement {}

    /** {@code let f = (…) {…};}. */
    record LetFunction(NamedItem.Name name, FunctionText function, TextSpan span) implements Statement {}

    /** {@code set x;}, {@code set x = 1;}. */
    record SetOption(String name, String value, TextSpan span) implements Statement {}

    /** {@code declare query_parameters(…);}. */
    record DeclareParameters(List<FunctionParameter> parameters, TextSpan span) implements Statement {}

    /** A query. */
    record Query(Expression expression, TextSpan span) implements Statement {}

    /**
     * A function as it was written.
     *
     * @param statements before the last expression
     * @param result null when the body has none
     */
    record FunctionText(
            boolean isView,
            List<FunctionParameter> parameters,
            List<Statement> statements,
            @Nullable Expression result,
            TextSpan span) {}

    /**
     * A parameter of a function or a query.
     *
     * @param type of a value; null for a table
     * @param columns that a table must have at least; empty with {@code isOpen} for {@code (*)}
     * @param missing what it is when the call leaves it out; null when it must be given
     */
    record FunctionParameter(
            NamedItem.Name name,
            @Nullable KqlType type,
            List<Column> columns,
            boolean isOpen,
            Expression.@Nullable Literal missing) {}
}
