package io.adxflow.kql.syntax;

import io.adxflow.kql.syntax.Token.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tokens of a query, read one by one. Counts how deep the parser is, so that no text makes it overflow its stack. */
final class Tokens {
    /** Brackets in brackets in brackets: more is not written by hand, and less than the stack bears. */
    private static final int MAX_DEPTH = 200;

    private final List<Token> tokens;
    private int at;
    private int depth;

    Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(at);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    Token take() {
        Token token = tokens.get(at);
        if (at < tokens.size() - 1) {
            at++;
        }
        return token;
    }

    /** The token before the next one. */
    Token last() {
        return tokens.get(Math.max(0, at - 1));
    }

    boolean atEnd() {
        return peek().kind() == Kind.END;
    }

    boolean isSymbol(String symbol) {
        return peek().isSymbol(symbol);
    }

    boolean isWord(String word) {
        return peek().isWord(word);
    }

    boolean acceptSymbol(String symbol) {
        if (peek().isSymbol(symbol)) {
            take();
            return true;
        }
        return false;
    }

    boolean acceptWord(String word) {
        if (peek().isWord(word)) {
            take();
            return true;
        }
        return false;
    }

    /** Takes a sign before a number; whether it is a minus. */
    boolean acceptSign() {
        boolean sign = peek().isSymbol("-") || peek().isSymbol("+");
        if (!sign || !peek(1).isPlainNumber() || !isAdjacent(1)) {
            return false;
        }
        return take().isSymbol("-");
    }

    Token expectSymbol(String symbol) {
        if (!peek().isSymbol(symbol)) {
            throw unexpected("'" + symbol + "'");
        }
        return take();
    }

    Token expectWord(String word) {
        if (!peek().isWord(word)) {
            throw unexpected("'" + word + "'");
        }
        return take();
    }

    /**
     * A word that is made of names and hyphens without blanks between them, such as {@code mv-expand}, is next; null when none is. Takes nothing.
     */
    @Nullable
    String peekHyphenated() {
        if (peek().kind() != Kind.NAME) {
            return null;
        }
        StringBuilder word = new StringBuilder(peek().text());
        for (int ahead = 1; peek(ahead).isSymbol("-") && peek(ahead + 1).kind() == Kind.NAME; ahead += 2) {
            if (!isAdjacent(ahead) || !isAdjacent(ahead + 1)) {
                break;
            }
            word.append('-').append(peek(ahead + 1).text());
        }
        return word.toString();
    }

    /** Takes the word if it is next, hyphens included; null when it is not. */
    @Nullable
    TextSpan acceptHyphenated(String word) {
        int parts = word.split("-").length * 2 - 1;
        TextSpan first = peek().span();
        StringBuilder found = new StringBuilder();
        for (int i = 0; i < parts; i++) {
            Token token = peek(i);
            boolean fits = i % 2 == 0 ? token.kind() == Kind.NAME : token.isSymbol("-");
            if (!fits || (i > 0 && !isAdjacent(i))) {
                return null;
            }
            found.append(token.text());
        }
        if (!found.toString().equals(word)) {
            return null;
        }
        for (int i = 0; i < parts; i++) {
            take();
        }
        return TextSpan.between(first, last().span());
    }

    /** Whether no blank stands before the token so many ahead. */
    boolean isAdjacent(int ahead) {
        return peek(ahead - 1).span().end() == peek(ahead).span().offset();
    }

    /** How many tokens a name takes that begins so many ahead: 1, or those of {@code ['a' 'b']}; 0 when none begins there. */
    int nameLength(int ahead) {
        if (peek(ahead).kind() == Kind.NAME) {
            return 1;
        }
        if (!peek(ahead).isSymbol("[") || !peek(ahead + 1).isString()) {
            return 0;
        }
        int at = ahead + 1;
        while (peek(at).isString()) {
            at++;
        }
        return peek(at).isSymbol("]") ? at + 1 - ahead : 0;
    }

    /** Whether no blank stands between the token that was taken last and the next one. */
    boolean isAdjacentToLast() {
        return last().span().end() == peek().span().offset();
    }

    /** Goes one bracket deeper; {@link #leave} goes back. */
    void enter() {
        if (++depth > MAX_DEPTH) {
            throw new KqlException(
                    KqlProblem.Kind.LIMIT,
                    "more than " + MAX_DEPTH + " levels of brackets and operators inside one another",
                    peek().span(),
                    "name parts of the query with let");
        }
    }

    void leave() {
        depth--;
    }

    /** From a token taken before up to the last one that was taken. */
    TextSpan since(TextSpan first) {
        return TextSpan.between(first, last().span());
    }

    KqlException unexpected(String wanted) {
        return new KqlException(
                KqlProblem.Kind.SYNTAX, "expected " + wanted + ", found " + peek().shown(), peek().span(), null);
    }
}
