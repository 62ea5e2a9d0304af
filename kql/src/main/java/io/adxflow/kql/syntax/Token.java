package io.adxflow.kql.syntax;

import io.adxflow.kql.types.KqlType;
import org.jspecify.annotations.Nullable;

/**
 * A word of a query.
 *
 * @param text as written; of a quoted name or a string without quotes and escapes
 * @param value of a literal: as the types' package describes; null otherwise, and of a literal that says {@code null}
 * @param type of a literal; null of other tokens
 */
record Token(Kind kind, String text, @Nullable KqlType type, @Nullable Object value, TextSpan span) {

    enum Kind {
        /** A name or a keyword: which of the two is for the parser to say. */
        NAME,
        /** A literal of any type but {@code dynamic}. */
        LITERAL,
        /** An operator or a bracket. */
        SYMBOL,
        /** Behind the last token. */
        END
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isWord(String word) {
        return kind == Kind.NAME && text.equals(word);
    }

    boolean isString() {
        return kind == Kind.LITERAL && type == KqlType.STRING;
    }

    /** {@code 5}, {@code 1.5}, {@code 1h}: a number or a span as it is, before which a sign may stand in a row of literals. */
    boolean isPlainNumber() {
        return kind == Kind.LITERAL && !text.isEmpty() && Character.isDigit(text.charAt(0)) && !isString();
    }

    /** {@code datetime()}: a literal by its form, but a call of {@code now()} by its meaning. */
    boolean isNow() {
        return type == KqlType.DATETIME && text.matches("\\w+\\s*\\(\\s*\\)");
    }

    /** What messages call it. */
    String shown() {
        return kind == Kind.END ? "the end of the query" : "'" + text + "'";
    }
}
