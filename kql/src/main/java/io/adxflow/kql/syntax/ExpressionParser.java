package io.adxflow.kql.syntax;

import io.adxflow.kql.syntax.Expression.Argument;
import io.adxflow.kql.syntax.Token.Kind;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads expressions. Precedence, low to high: {@code or}, {@code and}, equality and lists, {@code < <= > >=}, {@code + -}, {@code * / %}, string operators, signs,
 * paths and calls. Comparisons and string operators do not chain. Source: {@code Kql.g4}.
 */
final class ExpressionParser {
    /** How high a tree may grow; who walks it recursively counts on that. */
    private static final int MAX_HEIGHT = 400;

    private static final Set<String> LIST_OPERATORS = Set.of("in", "has_any", "has_all");
    private static final Set<String> NEGATED_LIST_OPERATORS = Set.of("!in", "!in~");

    /** Each with {@code !} before it too, except for the last two. */
    private static final Set<String> STRING_OPERATORS = Set.of(
            "has",
            "has_cs",
            "contains",
            "contains_cs",
            "startswith",
            "startswith_cs",
            "endswith",
            "endswith_cs",
            "hasprefix",
            "hasprefix_cs",
            "hassuffix",
            "hassuffix_cs");

    private final Tokens in;
    private final Parser parser;
    private int height;

    ExpressionParser(Tokens in, Parser parser) {
        this.in = in;
        this.parser = parser;
    }

    /** An expression, which may be a table as well as a value. */
    Expression read() {
        in.enter();
        Expression expression = chain("or");
        in.leave();
        return expression;
    }

    private void grown(int operands) {
        height = operands + 1;
        if (height > MAX_HEIGHT) {
            throw new KqlException(
                    KqlProblem.Kind.LIMIT,
                    "an expression of more than " + MAX_HEIGHT + " operators upon one another",
                    in.peek().span(),
                    "name parts of it with let");
        }
    }

    private Expression chain(String operator) {
        TextSpan start = in.peek().span();
        Expression first = operator.equals("or") ? chain("and") : equality();
        if (!in.isWord(operator)) {
            return first;
        }
        TextSpan operatorSpan = in.peek().span();
        List<Expression> operands = new ArrayList<>(List.of(first));
        int highest = height;
        while (in.acceptWord(operator)) {
            operands.add(operator.equals("or") ? chain("and") : equality());
            highest = Math.max(highest, height);
        }
        grown(highest);
        return new Expression.Chain(operator, operatorSpan, operands, in.since(start));
    }

    private Expression equality() {
        TextSpan start = in.peek().span();
        Expression left = relation();
        Token next = in.peek();
        if (next.isSymbol("==") || next.isSymbol("!=") || next.isSymbol("<>")) {
            in.take();
            String operator = next.isSymbol("==") ? "==" : "!=";
            return binary(operator, next.span(), left, height, this::relation, start);
        }
        String list = listOperator();
        if (list != null) {
            return list(list, left, start);
        }
        boolean negated = next.isSymbol("!") && in.peek(1).isWord("between") && in.isAdjacent(1);
        if (next.isWord("between") || negated) {
            if (negated) {
                in.take();
            }
            in.take();
            return between(left, negated, in.since(next.span()), start);
        }
        return left;
    }

    private @Nullable String listOperator() {
        Token next = in.peek();
        if (next.kind() == Kind.SYMBOL && NEGATED_LIST_OPERATORS.contains(next.text())) {
            in.take();
            return next.text();
        }
        if (next.kind() != Kind.NAME || !LIST_OPERATORS.contains(next.text())) {
            return null;
        }
        // make-series … on x in range(a, b, c): the list of an axis, not of values.
        if (next.text().equals("in") && in.peek(1).isWord("range")) {
            return null;
        }
        in.take();
        if (next.text().equals("in") && in.isSymbol("~") && in.isAdjacentToLast()) {
            in.take();
            return "in~";
        }
        return next.text();
    }

    private Expression list(String operator, Expression left, TextSpan start) {
        TextSpan operatorSpan = in.last().span();
        int highest = height;
        in.expectSymbol("(");
        List<Expression> values = new ArrayList<>();
        do {
            values.add(parser.operatorsBehind(parser.tableOrValue()));
            highest = Math.max(highest, height);
        } while (in.acceptSymbol(","));
        in.expectSymbol(")");
        grown(highest);
        return new Expression.InList(operator, operatorSpan, left, values, in.since(start));
    }

    private Expression between(Expression value, boolean negated, TextSpan operatorSpan, TextSpan start) {
        int highest = height;
        in.expectSymbol("(");
        Expression low = read();
        highest = Math.max(highest, height);
        in.expectSymbol("..");
        Expression high = read();
        in.expectSymbol(")");
        grown(Math.max(highest, height));
        return new Expression.Between(value, negated, operatorSpan, low, high, in.since(start));
    }

    private Expression relation() {
        TextSpan start = in.peek().span();
        Expression left = sum();
        Token next = in.peek();
        if (next.isSymbol("<") || next.isSymbol("<=") || next.isSymbol(">") || next.isSymbol(">=")) {
            in.take();
            return binary(next.text(), next.span(), left, height, this::sum, start);
        }
        return left;
    }

    private Expression sum() {
        TextSpan start = in.peek().span();
        Expression left = product();
        while (in.isSymbol("+") || in.isSymbol("-")) {
            Token operator = in.take();
            left = binary(operator.text(), operator.span(), left, height, this::product, start);
        }
        return left;
    }

    private Expression product() {
        TextSpan start = in.peek().span();
        Expression left = text();
        while (in.isSymbol("*") || in.isSymbol("/") || in.isSymbol("%")) {
            Token operator = in.take();
            left = binary(operator.text(), operator.span(), left, height, this::text, start);
        }
        return left;
    }

    private Expression text() {
        TextSpan start = in.peek().span();
        Expression left = unary();
        Token next = in.peek();
        if (next.isSymbol("=~") || next.isSymbol("!~")) {
            in.take();
            return binary(next.text(), next.span(), left, height, this::unary, start);
        }
        if (next.isWord("matches") && in.peek(1).isWord("regex")) {
            in.take();
            in.take();
            return binary("matches regex", in.since(next.span()), left, height, this::unary, start);
        }
        if (next.isSymbol(":") && parser.inSearch()) {
            in.take();
            return binary(":", next.span(), left, height, this::unary, start);
        }
        boolean negated = next.isSymbol("!") && in.isAdjacent(1) && isStringOperator(in.peek(1));
        if (negated || isStringOperator(next)) {
            if (negated) {
                in.take();
            }
            String operator = (negated ? "!" : "") + in.take().text();
            return binary(operator, in.since(next.span()), left, height, this::unary, start);
        }
        return left;
    }

    private static boolean isStringOperator(Token token) {
        return token.kind() == Kind.NAME && STRING_OPERATORS.contains(token.text());
    }

    private Expression binary(
            String operator,
            TextSpan operatorSpan,
            Expression left,
            int leftHeight,
            java.util.function.Supplier<Expression> operand,
            TextSpan start) {
        Expression right = operand.get();
        grown(Math.max(leftHeight, height));
        return new Expression.Binary(operator, operatorSpan, left, right, in.since(start));
    }

    private Expression unary() {
        Token sign = in.peek();
        if (sign.isSymbol("-") || sign.isSymbol("+")) {
            in.take();
            Expression operand = postfix();
            grown(height);
            return new Expression.Unary(sign.text(), operand, in.since(sign.span()));
        }
        return postfix();
    }

    private Expression postfix() {
        TextSpan start = in.peek().span();
        Expression target = primary();
        while (true) {
            if (in.acceptSymbol(".")) {
                target = member(target, start);
            } else if (in.isSymbol("[") && isIndexable(target)) {
                int below = height;
                in.take();
                Expression key = read();
                in.expectSymbol("]");
                grown(Math.max(below, height));
                target = new Expression.Index(target, key, in.since(start));
            } else {
                return target;
            }
        }
    }

    /** Behind other literals a bracket begins something else: datatable's rows, a name. */
    private static boolean isIndexable(Expression target) {
        return !(target instanceof Expression.Literal literal) || literal.type() == KqlType.DYNAMIC;
    }

    private Expression member(Expression target, TextSpan start) {
        Token next = in.peek();
        int below = height;
        NamedItem.Name name;
        if (next.kind() == Kind.NAME) {
            in.take();
            if (in.isSymbol("(")) {
                Expression.Call call = call(next);
                grown(Math.max(below, height));
                return new Expression.MemberCall(target, call, in.since(start));
            }
            name = new NamedItem.Name(next.text(), next.span());
        } else if (next.isSymbol("[")) {
            name = parser.quotedName();
        } else {
            throw in.unexpected("a name behind '.'");
        }
        grown(below);
        return new Expression.Member(target, name.name(), name.span(), in.since(start));
    }

    private Expression primary() {
        Token token = in.peek();
        height = 0;
        switch (token.kind()) {
            case LITERAL -> {
                return token.isString() ? strings() : literal();
            }
            case NAME -> {
                return nameOrCall();
            }
            case SYMBOL -> {
                if (token.isSymbol("(")) {
                    return group();
                }
                if (token.isSymbol("[")) {
                    NamedItem.Name name = parser.quotedName();
                    if (in.isSymbol("(")) {
                        return call(new Token(Kind.NAME, name.name(), null, null, name.span()));
                    }
                    return new Expression.Name(name.name(), true, name.span());
                }
                if (token.isSymbol("*")) {
                    in.take();
                    return new Expression.Pattern("*", token.span());
                }
                throw in.unexpected("an expression");
            }
            case END -> throw in.unexpected("an expression");
        }
        throw in.unexpected("an expression");
    }

    private Expression literal() {
        Token token = in.take();
        KqlType type = token.type() == null ? KqlType.UNKNOWN : token.type();
        if (token.isNow()) {
            return new Expression.Call("now", token.span(), List.of(), token.span());
        }
        return new Expression.Literal(type, token.value(), token.span());
    }

    /** Strings that stand side by side are one. */
    private Expression strings() {
        TextSpan start = in.peek().span();
        StringBuilder value = new StringBuilder();
        while (in.peek().isString()) {
            value.append(in.take().text());
        }
        return new Expression.Literal(KqlType.STRING, value.toString(), in.since(start));
    }

    private Expression group() {
        TextSpan start = in.take().span();
        Expression inner = parser.operatorsBehind(parser.tableOrValue());
        int below = height;
        in.expectSymbol(")");
        grown(below);
        return new Expression.Group(inner, in.since(start));
    }

    private Expression nameOrCall() {
        Token token = in.take();
        if (in.isSymbol("(")) {
            switch (token.text()) {
                case "dynamic" -> {
                    return parser.dynamicLiteral(token);
                }
                case "typeof" -> {
                    return parser.typeOf(token);
                }
                case "toscalar", "materialize" -> {
                    return tableFunction(token);
                }
                default -> {
                    checkName(token);
                    return call(token);
                }
            }
        }
        checkName(token);
        return new Expression.Name(token.text(), false, token.span());
    }

    private static void checkName(Token token) {
        if (!Keywords.mayRefer(token.text())) {
            throw new KqlException(
                    KqlProblem.Kind.SYNTAX,
                    "expected an expression, found the keyword '" + token.text() + "'",
                    token.span(),
                    "a name is written ['" + token.text() + "']");
        }
    }

    private Expression tableFunction(Token name) {
        in.take();
        Expression table = parser.operatorsBehind(parser.tableOrValue());
        int below = height;
        in.expectSymbol(")");
        grown(below);
        return new Expression.TableFunction(name.text(), table, in.since(name.span()));
    }

    /** A call whose name was read. */
    Expression.Call call(Token name) {
        in.expectSymbol("(");
        List<Argument> arguments = new ArrayList<>();
        int highest = 0;
        if (!in.isSymbol(")")) {
            do {
                arguments.add(argument());
                highest = Math.max(highest, height);
            } while (in.acceptSymbol(","));
        }
        in.expectSymbol(")");
        grown(highest);
        return new Expression.Call(name.text(), name.span(), List.copyOf(arguments), in.since(name.span()));
    }

    private Argument argument() {
        if (in.isSymbol("*") && (in.peek(1).isSymbol(",") || in.peek(1).isSymbol(")"))) {
            height = 0;
            return new Argument(null, new Expression.Pattern("*", in.take().span()));
        }
        String name = null;
        if (in.peek().kind() == Kind.NAME && in.peek(1).isSymbol("=")) {
            name = in.take().text();
            in.take();
        }
        return new Argument(name, read());
    }
}
