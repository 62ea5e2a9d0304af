package io.adxflow.emulator.kql;

import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.engine.Sql;
import io.adxflow.emulator.engine.Timespan;
import io.adxflow.emulator.kql.Token.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads scalar expressions and aggregates, and writes them as SQL. Not for several threads.
 *
 * <p>Names are Kusto's, in their case; the SQL names stand behind them in the scope.
 */
final class KqlExpressions {
    private final TokenReader in;
    private final Map<String, String> scope;

    /** @param scope SQL names by Kusto's names */
    KqlExpressions(TokenReader in, Map<String, String> scope) {
        this.in = in;
        this.scope = scope;
    }

    /** The SQL of the expression that comes next. */
    String read() throws KustoException {
        String left = and();
        while (in.accept("or")) {
            left = "(" + left + " OR " + and() + ")";
        }
        return left;
    }

    private String and() throws KustoException {
        String left = comparison();
        while (in.accept("and")) {
            left = "(" + left + " AND " + comparison() + ")";
        }
        return left;
    }

    private String comparison() throws KustoException {
        String left = sum();
        if (in.accept("==")) {
            return "(" + left + " = " + sum() + ")";
        }
        if (in.accept("!=") || in.accept("<>")) {
            return "(" + left + " IS DISTINCT FROM " + sum() + ")";
        }
        for (String operator : List.of("<=", ">=", "<", ">")) {
            if (in.accept(operator)) {
                return "(" + left + " " + operator + " " + sum() + ")";
            }
        }
        if (in.accept("=~")) {
            return "(lower(" + left + ") = lower(" + sum() + "))";
        }
        if (in.accept("between")) {
            in.expect("(");
            String from = sum();
            in.expect("..");
            String to = sum();
            in.expect(")");
            return "(" + left + " BETWEEN " + from + " AND " + to + ")";
        }
        boolean not = in.peek().is("!") && in.accept("!");
        String text = textComparison(left);
        if (text != null) {
            return not ? "(NOT " + text + ")" : text;
        }
        if (not) {
            throw unknown();
        }
        return left;
    }

    private @Nullable String textComparison(String left) throws KustoException {
        if (in.accept("in")) {
            in.expect("(");
            List<String> values = list(")");
            return "(" + left + " IN (" + String.join(", ", values) + "))";
        }
        if (in.accept("contains")) {
            return "contains(lower(" + left + "), lower(" + sum() + "))";
        }
        if (in.accept("contains_cs")) {
            return "contains(" + left + ", " + sum() + ")";
        }
        if (in.accept("startswith")) {
            return "starts_with(lower(" + left + "), lower(" + sum() + "))";
        }
        if (in.accept("endswith")) {
            return "ends_with(lower(" + left + "), lower(" + sum() + "))";
        }
        if (in.accept("has")) {
            // A term: what stands between characters that are neither letters nor digits.
            return "regexp_matches(" + left + ", '(^|[^a-zA-Z0-9])' || regexp_escape(" + sum()
                    + ") || '($|[^a-zA-Z0-9])', 'i')";
        }
        if (in.accept("matches", "regex")) {
            return "regexp_matches(" + left + ", " + sum() + ")";
        }
        return null;
    }

    private String sum() throws KustoException {
        String left = product();
        while (in.peek().is("+") || in.peek().is("-")) {
            left = "(" + left + " " + in.take().text() + " " + product() + ")";
        }
        return left;
    }

    private String product() throws KustoException {
        String left = unary();
        while (in.peek().is("*") || in.peek().is("/") || in.peek().is("%")) {
            left = "(" + left + " " + in.take().text() + " " + unary() + ")";
        }
        return left;
    }

    private String unary() throws KustoException {
        if (in.accept("-")) {
            return "(-" + unary() + ")";
        }
        String value = primary();
        while (true) {
            if (in.accept(".")) {
                value = member(value, in.name());
            } else if (in.accept("[")) {
                Token key = in.take();
                in.expect("]");
                value = key.kind() == Kind.NUMBER
                        ? "json_extract_string(" + value + ", '$[" + key.text() + "]')"
                        : member(value, key.text());
            } else {
                return value;
            }
        }
    }

    private static String member(String value, String name) {
        return "json_extract_string(" + value + ", " + Sql.literal("$.\"" + name + "\"") + ")";
    }

    private String primary() throws KustoException {
        Token token = in.peek();
        if (in.accept("(")) {
            String inner = read();
            in.expect(")");
            return "(" + inner + ")";
        }
        if (token.kind() == Kind.STRING) {
            return Sql.literal(in.string());
        }
        if (token.kind() == Kind.NUMBER) {
            return number(in.take().text());
        }
        if (token.kind() == Kind.NAME && in.peekSecond().is("(")) {
            return call(in.take().text().toLowerCase(Locale.ROOT));
        }
        if (in.accept("true") || in.accept("false")) {
            return token.text().toUpperCase(Locale.ROOT);
        }
        if (token.kind() == Kind.NAME || token.is("[")) {
            return column(in.name());
        }
        throw unknown();
    }

    private String column(String name) throws KustoException {
        String sqlName = scope.get(name);
        if (sqlName == null) {
            throw new KustoException(
                    "General_BadRequest",
                    "Semantic error: SEM0100: 'where' operator: Failed to resolve column or scalar expression named '"
                            + name + "'");
        }
        return Sql.quoted(sqlName);
    }

    private static String number(String text) throws KustoException {
        if (text.matches("\\d+(\\.\\d+)?([eE][+-]?\\d+)?") || text.matches("0[xX][0-9a-fA-F]+")) {
            return text;
        }
        return interval(text);
    }

    private static String interval(String text) throws KustoException {
        try {
            Duration duration = Timespan.parse(text);
            return "to_microseconds(" + duration.toNanos() / 1000 + ")";
        } catch (IllegalArgumentException e) {
            throw KustoException.syntax(String.valueOf(e.getMessage()));
        }
    }

    private String call(String function) throws KustoException {
        switch (function) {
            case "datetime" -> {
                return "TIMESTAMP_NS " + Sql.literal(raw().replace("Z", ""));
            }
            case "timespan", "time" -> {
                return interval(raw());
            }
            case "dynamic", "guid" -> {
                return Sql.literal(raw());
            }
            default -> {
                in.expect("(");
                return KqlFunctions.sql(function, list(")"));
            }
        }
    }

    /** The text between brackets, as literals of some types have it. */
    private String raw() throws KustoException {
        String text = in.balanced("(", ")");
        return text.substring(1, text.length() - 1).strip().replaceAll("^(['\"])(.*)\\1$", "$2");
    }

    private List<String> list(String close) throws KustoException {
        List<String> values = new ArrayList<>();
        if (in.accept(close)) {
            return values;
        }
        do {
            values.add(read());
        } while (in.accept(","));
        in.expect(close);
        return values;
    }

    private KustoException unknown() {
        return KustoException.syntax("the stand-in does not understand the expression " + in.where());
    }
}
