package io.adxflow.emulator.commands;

import io.adxflow.emulator.commands.Token.Kind;
import io.adxflow.emulator.engine.KustoException;
import java.util.List;

/** Walks over tokens, one way. Not for several threads. */
public final class TokenReader {
    private final String text;
    private final List<Token> tokens;
    private int at;

    public TokenReader(String text) throws KustoException {
        this.text = text;
        tokens = Lexer.tokens(text);
    }

    private TokenReader(TokenReader other) {
        text = other.text;
        tokens = other.tokens;
        at = other.at;
    }

    /** A reader at the same place, for looking ahead. */
    public TokenReader ahead() {
        return new TokenReader(this);
    }

    /** Goes to where a reader that looked ahead stands. */
    public void goTo(TokenReader ahead) {
        at = ahead.at;
    }

    /** The next token, which stays. */
    public Token peek() {
        return tokens.get(at);
    }

    /** The token after the next. */
    public Token peekSecond() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    /** Takes the next token. */
    public Token take() {
        Token token = tokens.get(at);
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    /** Takes these words when all of them come next. */
    public boolean accept(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (at + i >= tokens.size() || !tokens.get(at + i).is(words[i])) {
                return false;
            }
        }
        at += words.length;
        return true;
    }

    /** Takes this word, which must come next. */
    public void expect(String word) throws KustoException {
        if (!accept(word)) {
            throw KustoException.syntax("expected '" + word + "' " + where());
        }
    }

    /** Takes the name of an entity: plain, or quoted as {@code ['a b']}, {@code "a b"}. */
    public String name() throws KustoException {
        if (accept("[")) {
            String quoted = string();
            expect("]");
            return quoted;
        }
        Token token = take();
        if (token.kind() == Kind.NAME || token.kind() == Kind.STRING) {
            return token.text();
        }
        throw KustoException.syntax("expected a name at '" + token.text() + "'");
    }

    /** Takes a string literal; those that follow each other are one. */
    public String string() throws KustoException {
        if (peek().kind() != Kind.STRING) {
            throw KustoException.syntax("expected a string " + where());
        }
        StringBuilder value = new StringBuilder();
        while (peek().kind() == Kind.STRING) {
            value.append(take().text());
        }
        return value.toString();
    }

    public boolean atEnd() {
        return peek().kind() == Kind.END;
    }

    /** The text from the next token on. */
    public String rest() {
        return text.substring(peek().start());
    }

    /** The text between two positions. */
    public String between(int start, int end) {
        return text.substring(start, end);
    }

    /** Takes a balanced pair of brackets with all between them, and returns its text. */
    public String balanced(String open, String close) throws KustoException {
        int start = peek().start();
        expect(open);
        int depth = 1;
        while (depth > 0) {
            if (atEnd()) {
                throw KustoException.syntax("'" + open + "' is not closed");
            }
            Token token = take();
            if (token.is(open)) {
                depth++;
            } else if (token.is(close)) {
                depth--;
            }
        }
        return text.substring(start, tokens.get(at - 1).end());
    }

    /** For messages: {@code at '…'}. */
    public String where() {
        return atEnd() ? "at the end" : "at '" + rest().lines().findFirst().orElse("") + "'";
    }
}
