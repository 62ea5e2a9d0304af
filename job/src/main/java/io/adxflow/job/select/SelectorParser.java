package io.adxflow.job.select;

import io.adxflow.job.select.LabelMatcher.Operator;
import java.util.ArrayList;
import java.util.List;

/** Reads the matchers of a selector. Strings are PromQL's: in double or single quotes with backslash escapes, or in backticks. */
final class SelectorParser {
    private static final int MAX_LENGTH = 10_000;

    private final String text;
    private int at;

    SelectorParser(String text) {
        this.text = text;
    }

    List<LabelMatcher> parse() {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("longer than " + MAX_LENGTH + " characters");
        }
        skipBlanks();
        boolean braces = take('{');
        List<LabelMatcher> matchers = new ArrayList<>();
        do {
            skipBlanks();
            if (atEnd() || (braces && peek() == '}')) {
                break;
            }
            matchers.add(matcher());
            skipBlanks();
        } while (take(','));
        if (braces && !take('}')) {
            throw expected("',' or '}'");
        }
        skipBlanks();
        if (!atEnd()) {
            throw expected("the end");
        }
        if (matchers.isEmpty()) {
            throw new IllegalArgumentException("no matcher (expected one as in job=~\"api-.*\")");
        }
        return List.copyOf(matchers);
    }

    private LabelMatcher matcher() {
        String name = name();
        skipBlanks();
        Operator operator = operator();
        skipBlanks();
        return new LabelMatcher(name, operator, string());
    }

    /** A name as PromQL's or an attribute's, which may have dots and more; any other in quotes. */
    private String name() {
        char first = atEnd() ? ' ' : peek();
        if (first == '"' || first == '\'' || first == '`') {
            return string();
        }
        int start = at;
        while (!atEnd() && isNamePart(peek())) {
            at++;
        }
        if (start == at) {
            throw expected("a label's name");
        }
        return text.substring(start, at);
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == ':' || c == '-' || c == '/';
    }

    private Operator operator() {
        for (Operator operator : List.of(Operator.MATCHES, Operator.MATCHES_NOT, Operator.NOT_EQUAL, Operator.EQUAL)) {
            if (text.startsWith(operator.text(), at)) {
                at += operator.text().length();
                return operator;
            }
        }
        throw expected("=, !=, =~ or !~");
    }

    private String string() {
        if (atEnd() || (peek() != '"' && peek() != '\'' && peek() != '`')) {
            throw expected("a value in quotes");
        }
        char quote = text.charAt(at++);
        StringBuilder value = new StringBuilder();
        while (!atEnd() && peek() != quote) {
            char c = text.charAt(at++);
            value.append(c == '\\' && quote != '`' ? escape() : c);
        }
        if (!take(quote)) {
            throw expected("the quote " + quote);
        }
        return value.toString();
    }

    private char escape() {
        if (atEnd()) {
            throw expected("what is escaped");
        }
        char c = text.charAt(at++);
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case '\\', '"', '\'' -> c;
            default ->
                throw new IllegalArgumentException(
                        "unknown escape \\" + c + " at character " + at + " (write \\\\" + c + " for a backslash)");
        };
    }

    private void skipBlanks() {
        while (!atEnd() && Character.isWhitespace(peek())) {
            at++;
        }
    }

    private boolean take(char c) {
        if (!atEnd() && peek() == c) {
            at++;
            return true;
        }
        return false;
    }

    private char peek() {
        return text.charAt(at);
    }

    private boolean atEnd() {
        return at >= text.length();
    }

    private IllegalArgumentException expected(String what) {
        String found = atEnd() ? "the end" : "'" + text.substring(at, Math.min(text.length(), at + 10)) + "'";
        return new IllegalArgumentException("expected " + what + " at character " + (at + 1) + ", found " + found);
    }
}
