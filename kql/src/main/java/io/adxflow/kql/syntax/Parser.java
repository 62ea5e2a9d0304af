package io.adxflow.kql.syntax;

import io.adxflow.kql.syntax.Statement.FunctionParameter;
import io.adxflow.kql.syntax.Statement.FunctionText;
import io.adxflow.kql.syntax.Token.Kind;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads texts; has what statements, expressions and operators share: names, types, literals with structure. Not for several threads. */
public final class Parser {
    /** Longer texts are refused before they are looked at, in chars. */
    public static final int MAX_LENGTH = 2_000_000;

    private final Tokens in;
    private final ExpressionParser expressions;
    private final OperatorParser operators;
    private final StatementParser statements;
    private boolean inSearch;

    private Parser(String text) {
        in = new Tokens(Lexer.tokens(text));
        expressions = new ExpressionParser(in, this);
        operators = new OperatorParser(in, this);
        statements = new StatementParser(in, this);
    }

    private static Parser of(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new KqlException(
                    KqlProblem.Kind.LIMIT,
                    "a query of " + text.length() + " characters; at most " + MAX_LENGTH + " are read",
                    new TextSpan(0, 1),
                    null);
        }
        return new Parser(text);
    }

    /**
     * Reads a text of statements.
     *
     * @throws KqlException when the text is not KQL, or not the part of it that is known here
     */
    public static List<Statement> statements(String text) {
        Parser parser = of(text);
        if (parser.in.isSymbol(".")) {
            throw new KqlException(
                    KqlProblem.Kind.SYNTAX,
                    "a text that begins with '.' is a command, not a query",
                    parser.in.peek().span(),
                    null);
        }
        List<Statement> statements = parser.statements.statementsUntilEnd();
        if (statements.isEmpty()) {
            throw new KqlException(
                    KqlProblem.Kind.SYNTAX, "there is no query in the text", new TextSpan(0, text.length()), null);
        }
        return statements;
    }

    /**
     * Reads one literal, as values of query parameters are written; a text that is none is a string by itself.
     *
     * @param type that is declared
     */
    public static Expression parameter(String text, KqlType type) {
        if (type == KqlType.STRING && !text.matches("(?s)\\s*[hH]?@?[\"'].*")) {
            return new Expression.Literal(KqlType.STRING, text, new TextSpan(0, text.length()));
        }
        Parser parser = of(text);
        Expression literal = parser.signedLiteral();
        if (!parser.in.atEnd()) {
            throw parser.in.unexpected("the end of the literal");
        }
        return literal;
    }

    /**
     * Reads a function as a catalog keeps it.
     *
     * @param parameters {@code (a:long, b:string="z")}
     * @param body <code>{ … }</code>; its positions count from the begin of the body
     */
    public static FunctionText function(String parameters, String body) {
        Parser head = of(parameters);
        List<FunctionParameter> declared = head.statements.parameters();
        if (!head.in.atEnd()) {
            throw head.in.unexpected("the end of the parameters");
        }
        Parser parser = of(body);
        FunctionText text =
                parser.statements.body(false, declared, parser.in.peek().span());
        if (!parser.in.atEnd()) {
            throw parser.in.unexpected("the end of the function");
        }
        return text;
    }

    /** {@code a:long, b:string}; a comma may stand at the end. */
    List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        do {
            if (!columns.isEmpty() && in.isSymbol(")")) {
                break;
            }
            NamedItem.Name name = declaredName("a column");
            in.expectSymbol(":");
            KqlType type = type();
            if (columns.stream().anyMatch(column -> column.name().equals(name.name()))) {
                throw new KqlException(
                        KqlProblem.Kind.SEMANTIC, "two columns '" + name.name() + "'", name.span(), null);
            }
            columns.add(new Column(name.name(), type));
        } while (in.acceptSymbol(","));
        return List.copyOf(columns);
    }

    /** A type's name. */
    KqlType type() {
        Token token = in.peek();
        KqlType type = token.kind() == Kind.NAME ? KqlType.ofKeyword(token.text()) : null;
        if (type == null) {
            throw new KqlException(
                    token.kind() == Kind.NAME ? KqlProblem.Kind.SEMANTIC : KqlProblem.Kind.SYNTAX,
                    "expected a type, found " + token.shown(),
                    token.span(),
                    "types are bool, int, long, real, decimal, datetime, timespan, string, guid, dynamic");
        }
        in.take();
        return type;
    }

    /** {@code typeof(…)}, whose name was read. */
    Expression typeOf(Token name) {
        in.expectSymbol("(");
        Token first = in.peek();
        boolean single = first.kind() == Kind.NAME && in.peek(1).isSymbol(")");
        if (!single) {
            return openColumns(name.span());
        }
        KqlType type = type();
        in.take();
        return new Expression.TypeOf(type, List.of(), false, in.since(name.span()));
    }

    /** {@code a:long, b:string)} or {@code *, a:long)}, behind the bracket. */
    Expression.TypeOf openColumns(TextSpan start) {
        boolean open = in.acceptSymbol("*");
        List<Column> columns = List.of();
        if (!open || in.acceptSymbol(",")) {
            columns = in.isSymbol(")") ? List.of() : columns();
        }
        in.expectSymbol(")");
        return new Expression.TypeOf(null, columns, open, in.since(start));
    }

    /** {@code dynamic(…)}, whose name was read. */
    Expression dynamicLiteral(Token name) {
        in.expectSymbol("(");
        Object value = new DynamicReader(in).read();
        in.expectSymbol(")");
        return new Expression.Literal(KqlType.DYNAMIC, value, in.since(name.span()));
    }

    /** A literal, with a sign if it is a number or a span. */
    Expression.Literal signedLiteral() {
        Token first = in.peek();
        boolean negative = in.acceptSign();
        Token token = in.peek();
        if (token.isWord("dynamic") && in.peek(1).isSymbol("(")) {
            in.take();
            return (Expression.Literal) dynamicLiteral(token);
        }
        if (token.kind() != Kind.LITERAL || token.type() == null) {
            throw in.unexpected("a literal");
        }
        if (token.isString()) {
            StringBuilder text = new StringBuilder();
            while (in.peek().isString()) {
                text.append(in.take().text());
            }
            return new Expression.Literal(KqlType.STRING, text.toString(), in.since(first.span()));
        }
        if (token.isNow()) {
            throw new KqlException(
                    KqlProblem.Kind.SYNTAX, "datetime() is now(), which is no literal", token.span(), null);
        }
        in.take();
        Object value = token.value();
        if (negative && value != null) {
            value = negated(value, token);
        }
        return new Expression.Literal(token.type(), value, in.since(first.span()));
    }

    private static Object negated(Object value, Token token) {
        if (value instanceof Integer number) {
            return -number;
        } else if (value instanceof Long number) {
            return -number;
        } else if (value instanceof Double number) {
            return -number;
        } else if (value instanceof java.math.BigDecimal number) {
            return number.negate();
        }
        throw new KqlException(KqlProblem.Kind.SYNTAX, "a sign before " + token.shown(), token.span(), null);
    }

    /** An expression with the operators behind it: what stands between two semicolons. */
    Expression pipeline() {
        return operatorsBehind(tableOrValue());
    }

    /** A value, a table, or an operator that needs no input. */
    Expression tableOrValue() {
        TextSpan start = in.peek().span();
        in.enter();
        Expression.@Nullable Datatable datatable = operators.datatable();
        if (datatable != null) {
            in.leave();
            return datatable;
        }
        Operator source = operators.source();
        Expression expression = source == null ? expressions.read() : new Expression.Source(source, in.since(start));
        in.leave();
        return expression;
    }

    /** The operators behind a bar, if there are any. */
    Expression operatorsBehind(Expression source) {
        if (!in.isSymbol("|")) {
            return source;
        }
        List<Operator> behind = new ArrayList<>();
        while (in.acceptSymbol("|")) {
            operators.add(behind);
        }
        return new Expression.Pipe(
                source,
                List.copyOf(behind),
                TextSpan.between(source.span(), in.last().span()));
    }

    /** A value. */
    Expression expression() {
        return expressions.read();
    }

    ExpressionParser expressions() {
        return expressions;
    }

    /** Whether {@code column : "text"} is an operator here. */
    boolean inSearch() {
        return inSearch;
    }

    /** Reads with the operator {@code :}. */
    Expression searching(Supplier<Expression> read) {
        boolean before = inSearch;
        inSearch = true;
        Expression expression = read.get();
        inSearch = before;
        return expression;
    }

    /** {@code ['a b']}, at its bracket. */
    NamedItem.Name quotedName() {
        TextSpan start = in.expectSymbol("[").span();
        if (!in.peek().isString()) {
            throw in.unexpected("a name in quotes behind '['");
        }
        StringBuilder text = new StringBuilder();
        while (in.peek().isString()) {
            text.append(in.take().text());
        }
        String name = text.toString();
        in.expectSymbol("]");
        if (name.isEmpty()) {
            throw new KqlException(KqlProblem.Kind.SYNTAX, "a name is empty", in.since(start), null);
        }
        return new NamedItem.Name(name, in.since(start));
    }

    /** A name that the query declares. */
    NamedItem.Name declaredName(String what) {
        Token token = in.peek();
        if (token.kind() == Kind.NAME && !Keywords.mayDeclare(token.text())) {
            throw new KqlException(
                    KqlProblem.Kind.SYNTAX,
                    "expected " + what + ", found the keyword '" + token.text() + "'",
                    token.span(),
                    "a name is written ['" + token.text() + "']");
        }
        return name(what);
    }

    /** A name that the query declares where no keyword may stand. */
    NamedItem.Name plainName(String what) {
        Token token = in.peek();
        if (token.kind() == Kind.NAME && !Keywords.mayRefer(token.text())) {
            throw new KqlException(
                    KqlProblem.Kind.SYNTAX,
                    "expected " + what + ", found the keyword '" + token.text() + "'",
                    token.span(),
                    "a name is written ['" + token.text() + "']");
        }
        return name(what);
    }

    /** A name, whatever word it is. */
    NamedItem.Name name(String what) {
        if (in.isSymbol("[")) {
            return quotedName();
        }
        if (in.peek().kind() != Kind.NAME) {
            throw in.unexpected(what);
        }
        Token token = in.take();
        return new NamedItem.Name(token.text(), token.span());
    }
}
