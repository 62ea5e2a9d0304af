package io.adxflow.kql.syntax;

import io.adxflow.kql.syntax.Operator.Parameter;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the operators that take texts apart, search, name, draw and call. */
final class TextOperators {
    private static final Set<String> PARSE_KV_OPTIONS =
            Set.of("pair_delimiter", "kv_delimiter", "quote", "escape", "greedy", "regex");

    private final Tokens in;
    private final Parser parser;
    private final OperatorParser operators;

    TextOperators(Tokens in, Parser parser, OperatorParser operators) {
        this.in = in;
        this.parser = parser;
        this.operators = operators;
    }

    Operator parse(boolean where, TextSpan span) {
        List<Parameter> parameters = operators.parameters(Set.of("kind", "flags"));
        for (Parameter one : parameters) {
            if (one.name().equals("kind")
                    && !Set.of("simple", "relaxed", "regex").contains(one.value())) {
                throw OperatorParameters.badValue(one, "simple, relaxed, regex");
            }
        }
        Expression source = parser.expression();
        in.expectWord("with");
        List<Operator.ParsePart> parts = new ArrayList<>();
        while (true) {
            Token next = in.peek();
            if (next.isSymbol("*")) {
                parts.add(new Operator.ParsePart.Star(in.take().span()));
            } else if (next.isString()) {
                parts.add(new Operator.ParsePart.Text(in.take().text(), next.span()));
            } else if (next.kind() == Token.Kind.NAME || next.isSymbol("[")) {
                NamedItem.Name name = parser.declaredName("a column");
                KqlType type = in.acceptSymbol(":") ? parser.type() : KqlType.STRING;
                parts.add(new Operator.ParsePart.Value(name, type));
            } else {
                return new Operator.Parse(where, parameters, source, List.copyOf(parts), span);
            }
        }
    }

    Operator parseKv(TextSpan span) {
        Expression source = parser.expression();
        in.expectWord("as");
        in.expectSymbol("(");
        List<Column> keys = in.isSymbol(")") ? List.of() : parser.columns();
        in.expectSymbol(")");
        List<Parameter> options = new ArrayList<>();
        if (in.acceptWord("with")) {
            in.expectSymbol("(");
            boolean more = !in.isSymbol(")");
            while (more) {
                Token name = in.peek();
                if (!PARSE_KV_OPTIONS.contains(name.text())) {
                    throw in.unexpected("one of "
                            + String.join(
                                    ", ", PARSE_KV_OPTIONS.stream().sorted().toList()));
                }
                in.take();
                in.expectSymbol("=");
                Expression.Literal value = parser.signedLiteral();
                options.add(new Parameter(name.text(), String.valueOf(value.value()), value.span()));
                more = in.acceptSymbol(",");
            }
            in.expectSymbol(")");
        }
        return new Operator.ParseKv(source, keys, List.copyOf(options), span);
    }

    Operator as(TextSpan span) {
        operators.parameters(Set.of());
        return new Operator.As(parser.plainName("a name for the table").name(), span);
    }

    Operator render(TextSpan span) {
        return new RenderReader(in, parser).read(span);
    }

    Operator search(TextSpan span) {
        List<Parameter> parameters = operators.parameters(Set.of("kind"));
        for (Parameter one : parameters) {
            if (!Set.of("default", "case_sensitive", "case_insensitive").contains(one.value())) {
                throw OperatorParameters.badValue(one, "default, case_insensitive, case_sensitive");
            }
        }
        List<Expression> tables = new ArrayList<>();
        if (in.isWord("in") && in.peek(1).isSymbol("(")) {
            in.take();
            in.take();
            do {
                tables.add(operators.tables().tableOrPattern());
            } while (in.acceptSymbol(","));
            in.expectSymbol(")");
        }
        Expression predicate = parser.searching(parser::expression);
        return new Operator.Search(parameters, List.copyOf(tables), predicate, span);
    }

    Operator evaluate(TextSpan span) {
        List<Parameter> parameters = operators.parameters(Set.of());
        Token name = in.peek();
        if (name.kind() != Token.Kind.NAME || !in.peek(1).isSymbol("(")) {
            throw in.unexpected("a plugin: bag_unpack(…) or pivot(…)");
        }
        in.take();
        Expression.Call call = parser.expressions().call(name);
        Expression.TypeOf columns = null;
        if (in.isSymbol(":")) {
            in.take();
            TextSpan start = in.expectSymbol("(").span();
            columns = parser.openColumns(start);
        }
        return new Operator.Evaluate(parameters, call, columns, span);
    }

    Operator invoke(TextSpan span) {
        Token name = in.peek();
        if (name.kind() != Token.Kind.NAME && !name.isSymbol("[")) {
            throw in.unexpected("a function");
        }
        NamedItem.Name function = parser.name("a function");
        Expression.Call call =
                parser.expressions().call(new Token(Token.Kind.NAME, function.name(), null, null, function.span()));
        return new Operator.Invoke(call, span);
    }
}
