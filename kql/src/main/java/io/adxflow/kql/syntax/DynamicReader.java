package io.adxflow.kql.syntax;

import io.adxflow.kql.syntax.Token.Kind;
import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Timespan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the body of {@code dynamic(…)}: JSON, in which other literals than decimals may stand too. */
final class DynamicReader {
    private final Tokens in;

    DynamicReader(Tokens in) {
        this.in = in;
    }

    @Nullable
    Object read() {
        in.enter();
        Object value = value();
        in.leave();
        return value;
    }

    private @Nullable Object value() {
        Token token = in.peek();
        if (token.isSymbol("[")) {
            return array();
        }
        if (token.isSymbol("{")) {
            return bag();
        }
        if (token.isWord("null")) {
            in.take();
            return null;
        }
        Token next = in.peek(1);
        boolean number = next.isPlainNumber() && (next.type() == KqlType.LONG || next.type() == KqlType.REAL);
        boolean negative = number && in.acceptSymbol("-");
        Token literal = in.peek();
        if (literal.isWord("dynamic") && in.peek(1).isSymbol("(")) {
            in.take();
            in.take();
            Object inner = read();
            in.expectSymbol(")");
            return inner;
        }
        if (literal.kind() != Kind.LITERAL || literal.type() == null) {
            throw in.unexpected("a value of JSON");
        }
        if (literal.type() == KqlType.DECIMAL) {
            throw new KqlException(
                    KqlProblem.Kind.SEMANTIC, "a dynamic value holds no decimals", literal.span(), "write a real");
        }
        if (literal.isString()) {
            return strings();
        }
        in.take();
        Object value = inside(literal);
        if (!negative) {
            return value;
        }
        return value instanceof Long whole ? (Object) (-whole) : (Object) (-(Double) Objects.requireNonNull(value));
    }

    /** Strings that stand side by side are one. */
    private String strings() {
        StringBuilder text = new StringBuilder();
        while (in.peek().isString()) {
            text.append(in.take().text());
        }
        return text.toString();
    }

    private static @Nullable Object inside(Token literal) {
        Object value = literal.value();
        if (value == null) {
            return null;
        }
        return switch (Objects.requireNonNull(literal.type())) {
            case DATETIME -> new Datetime((Long) value);
            case TIMESPAN -> new Timespan((Long) value);
            case INT -> Long.valueOf((Integer) value);
            default -> value;
        };
    }

    private List<@Nullable Object> array() {
        in.take();
        List<@Nullable Object> values = new ArrayList<>();
        if (!in.isSymbol("]")) {
            do {
                values.add(read());
            } while (in.acceptSymbol(","));
        }
        in.expectSymbol("]");
        return Collections.unmodifiableList(values);
    }

    private Map<String, @Nullable Object> bag() {
        in.take();
        Map<String, @Nullable Object> bag = new LinkedHashMap<>();
        if (!in.isSymbol("}")) {
            do {
                if (!in.peek().isString()) {
                    throw in.unexpected("a key in quotes");
                }
                String key = in.take().text();
                in.expectSymbol(":");
                bag.put(key, read());
            } while (in.acceptSymbol(","));
        }
        in.expectSymbol("}");
        return Collections.unmodifiableMap(bag);
    }
}
