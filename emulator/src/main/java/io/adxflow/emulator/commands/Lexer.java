package io.adxflow.emulator.commands;

import io.adxflow.emulator.commands.Token.Kind;
import io.adxflow.emulator.engine.KustoException;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts queries and management commands into tokens.
 *
 * <p>String literals: {@code '…'} and {@code "…"} with escapes, {@code @'…'} without, {@code h'…'} as those, and
 * {@code ```…```} over several lines. A number may have a unit: {@code 7d}. Source: the KQL reference, "The string data type".
 */
public final class Lexer {
    private static final List<String> SYMBOLS =
            List.of("==", "!=", "=~", "!~", "<=", ">=", "<|", "..", "::", "=>", "<>");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /** All tokens; the last one is of kind END. */
    public static List<Token> tokens(String text) throws KustoException {
        Lexer lexer = new Lexer(text);
        while (lexer.skipBlanks()) {
            lexer.next();
        }
        lexer.tokens.add(new Token(Kind.END, "", text.length(), text.length()));
        return lexer.tokens;
    }

    private boolean skipBlanks() {
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else {
                return true;
            }
        }
        return false;
    }

    private void next() throws KustoException {
        int start = at;
        char c = text.charAt(at);
        if (text.startsWith("```", at) || text.startsWith("~~~", at)) {
            int end = text.indexOf(text.substring(at, at + 3), at + 3);
            if (end < 0) {
                throw KustoException.syntax("a multi-line string is not closed");
            }
            at = end + 3;
            add(Kind.STRING, text.substring(start + 3, end), start);
            return;
        }
        int quote = at;
        boolean verbatim = false;
        while (quote < text.length() && "hH@".indexOf(text.charAt(quote)) >= 0 && quote - at < 2) {
            verbatim |= text.charAt(quote) == '@';
            quote++;
        }
        if (quote < text.length() && (text.charAt(quote) == '\'' || text.charAt(quote) == '"')) {
            at = quote;
            add(Kind.STRING, verbatim ? verbatim() : escaped(), start);
        } else if (Character.isDigit(c)) {
            number();
            add(Kind.NUMBER, text.substring(start, at), start);
        } else if (Character.isJavaIdentifierStart(c)) {
            while (at < text.length() && isNamePart(at)) {
                at++;
            }
            add(Kind.NAME, text.substring(start, at), start);
        } else {
            String symbol = SYMBOLS.stream()
                    .filter(candidate -> text.startsWith(candidate, at))
                    .findFirst()
                    .orElse(String.valueOf(c));
            at += symbol.length();
            add(Kind.SYMBOL, symbol, start);
        }
    }

    /** {@code create-or-alter} is one name, {@code a-b} in a query is not: a hyphen counts between letters of a command. */
    private boolean isNamePart(int position) {
        char c = text.charAt(position);
        if (Character.isJavaIdentifierPart(c)) {
            return true;
        }
        return c == '-'
                && text.startsWith(".")
                && position + 1 < text.length()
                && Character.isLetter(text.charAt(position + 1))
                && Character.isLetter(text.charAt(position - 1));
    }

    private void number() {
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean exponentSign =
                    (c == '-' || c == '+') && "eE".indexOf(text.charAt(at - 1)) >= 0 && !text.startsWith("0x");
            boolean point = c == '.' && at + 1 < text.length() && Character.isDigit(text.charAt(at + 1));
            if (!Character.isLetterOrDigit(c) && !exponentSign && !point) {
                return;
            }
            at++;
        }
    }

    private String verbatim() throws KustoException {
        char quote = text.charAt(at++);
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != quote) {
                value.append(c);
            } else if (at < text.length() && text.charAt(at) == quote) {
                value.append(quote);
                at++;
            } else {
                return value.toString();
            }
        }
        throw KustoException.syntax("a string is not closed");
    }

    private String escaped() throws KustoException {
        char quote = text.charAt(at++);
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == quote) {
                return value.toString();
            }
            if (c == '\n') {
                throw KustoException.syntax("a string is not closed before the end of its line");
            }
            if (c != '\\' || at == text.length()) {
                value.append(c);
                continue;
            }
            char escape = text.charAt(at++);
            switch (escape) {
                case 'n' -> value.append('\n');
                case 't' -> value.append('\t');
                case 'r' -> value.append('\r');
                case '0' -> value.append('\0');
                case 'u' -> {
                    value.append((char) Integer.parseInt(text.substring(at, Math.min(text.length(), at + 4)), 16));
                    at += 4;
                }
                default -> value.append(escape);
            }
        }
        throw KustoException.syntax("a string is not closed");
    }

    private void add(Kind kind, String value, int start) {
        tokens.add(new Token(kind, value, start, at));
    }
}
