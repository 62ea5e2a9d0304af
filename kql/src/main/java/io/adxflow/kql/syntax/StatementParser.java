package io.adxflow.kql.syntax;

import io.adxflow.kql.syntax.Statement.FunctionParameter;
import io.adxflow.kql.syntax.Statement.FunctionText;
import io.adxflow.kql.syntax.Token.Kind;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.List;

/** Reads statements and functions. */
final class StatementParser {
    private final Tokens in;
    private final Parser parser;

    StatementParser(Tokens in, Parser parser) {
        this.in = in;
        this.parser = parser;
    }

    /** All statements of a text. */
    List<Statement> statementsUntilEnd() {
        List<Statement> statements = new ArrayList<>();
        while (!in.atEnd()) {
            statements.add(statement());
            if (!in.atEnd()) {
                in.expectSymbol(";");
            }
        }
        return statements;
    }

    private Statement statement() {
        Token first = in.peek();
        boolean named = in.peek(1).kind() == Kind.NAME || in.peek(1).isSymbol("[");
        if (first.isWord("let") && named) {
            return let();
        }
        if (first.isWord("set") && named) {
            return set();
        }
        if (first.isWord("declare") && in.peek(1).isWord("query_parameters")) {
            in.take();
            in.take();
            return new Statement.DeclareParameters(parameters(), in.since(first.span()));
        }
        boolean absent = (first.isWord("alias") || first.isWord("restrict") || first.isWord("declare")) && named;
        if (absent) {
            throw new KqlException(
                    KqlProblem.Kind.UNSUPPORTED,
                    "the statement '" + first.text() + "' is not there",
                    first.span(),
                    first.isWord("alias") ? "write database(\"…\") in full, or a let statement" : null);
        }
        return new Statement.Query(parser.pipeline(), in.since(first.span()));
    }

    private Statement set() {
        TextSpan start = in.take().span();
        if (in.isSymbol("[")) {
            throw in.unexpected("the name of an option");
        }
        String name = parser.plainName("the name of an option").name();
        String value = "";
        if (in.acceptSymbol("=")) {
            if (in.isSymbol("-") || in.isSymbol("+")) {
                throw in.unexpected("a literal");
            }
            value = String.valueOf(parser.signedLiteral().value());
        }
        return new Statement.SetOption(name, value, in.since(start));
    }

    private Statement let() {
        TextSpan start = in.take().span();
        NamedItem.Name name = parser.plainName("a name for let");
        in.expectSymbol("=");
        boolean view = in.isWord("view") && in.peek(1).isSymbol("(");
        if (view || isFunction()) {
            if (view) {
                in.take();
            }
            FunctionText function = body(view, parameters(), in.peek().span());
            return new Statement.LetFunction(name, function, in.since(start));
        }
        return new Statement.Let(name, parser.pipeline(), in.since(start));
    }

    /** {@code ()} and {@code (a:…)}: what no expression begins with. */
    private boolean isFunction() {
        if (!in.isSymbol("(")) {
            return false;
        }
        if (in.peek(1).isSymbol(")")) {
            return true;
        }
        int name = in.nameLength(1);
        return name > 0 && in.peek(1 + name).isSymbol(":");
    }

    /** A function's body. */
    FunctionText body(boolean view, List<FunctionParameter> parameters, TextSpan start) {
        in.enter();
        in.expectSymbol("{");
        List<Statement> statements = new ArrayList<>();
        Expression result = null;
        while (!in.isSymbol("}")) {
            Statement next = statement();
            boolean more = in.acceptSymbol(";");
            if (next instanceof Statement.Query query) {
                result = query.expression();
                break;
            }
            statements.add(next);
            if (!more) {
                throw in.unexpected("';'");
            }
        }
        in.expectSymbol("}");
        in.leave();
        return new FunctionText(view, parameters, List.copyOf(statements), result, in.since(start));
    }

    /** The parameters of a function or of a query. */
    List<FunctionParameter> parameters() {
        in.expectSymbol("(");
        List<FunctionParameter> parameters = new ArrayList<>();
        if (!in.isSymbol(")")) {
            do {
                parameters.add(parameter());
            } while (in.acceptSymbol(","));
        }
        in.expectSymbol(")");
        return List.copyOf(parameters);
    }

    private FunctionParameter parameter() {
        NamedItem.Name name = parser.declaredName("a parameter");
        in.expectSymbol(":");
        if (in.isSymbol("(")) {
            in.take();
            if (in.acceptSymbol("*")) {
                in.expectSymbol(")");
                return new FunctionParameter(name, null, List.of(), true, null);
            }
            List<Column> columns = parser.columns();
            in.expectSymbol(")");
            return new FunctionParameter(name, null, columns, false, null);
        }
        KqlType type = parser.type();
        Expression.Literal missing = in.acceptSymbol("=") ? parser.signedLiteral() : null;
        return new FunctionParameter(name, type, List.of(), false, missing);
    }
}
