package io.adxflow.kql.syntax;

import io.adxflow.kql.syntax.Token.Kind;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a query into tokens. Literals get their values here. Source: Microsoft's {@code KqlTokens.g4} and the pages of the scalar types.
 */
final class Lexer {
    private static final List<String> SYMBOLS = List.of(
            "!in~", "!in", "==", "!=", "=~", "!~", "<=", ">=", "<>", "..", "=>", "<|", "::", "(", ")", "[", "]", "{",
            "}", "|", ",", ";", ":", ".", "=", "<", ">", "+", "-", "*", "/", "%", "!", "@", "~", "?", "#", "&", "^",
            "$");

    /** Names that begin a literal when a bracket follows, without a blank between. */
    private static final Map<String, KqlType> LITERAL_TYPES = Map.ofEntries(
            Map.entry("bool", KqlType.BOOL),
            Map.entry("int", KqlType.INT),
            Map.entry("int32", KqlType.INT),
            Map.entry("long", KqlType.LONG),
            Map.entry("int64", KqlType.LONG),
            Map.entry("real", KqlType.REAL),
            Map.entry("double", KqlType.REAL),
            Map.entry("decimal", KqlType.DECIMAL),
            Map.entry("datetime", KqlType.DATETIME),
            Map.entry("date", KqlType.DATETIME),
            Map.entry("timespan", KqlType.TIMESPAN),
            Map.entry("time", KqlType.TIMESPAN),
            Map.entry("guid", KqlType.GUID));

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /**
     * All tokens; the last one is of kind END.
     *
     * @throws KqlException when something is no token
     */
    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        while (lexer.skipBlanks()) {
            lexer.next();
        }
        lexer.tokens.add(new Token(Kind.END, "", null, null, new TextSpan(text.length(), 0)));
        return lexer.tokens;
    }

    private boolean skipBlanks() {
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == '\uFEFF' || text.charAt(at) == '\u00A0') {
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

    private void next() {
        int start = at;
        char c = text.charAt(at);
        int quote = stringStart();
        if (quote >= 0) {
            StringReader string = new StringReader(text, quote);
            String value = string.read();
            at = string.end();
            add(Kind.LITERAL, value, KqlType.STRING, value, start);
        } else if (Character.isDigit(c) && c < 128) {
            number();
        } else if (isNameStart(c)) {
            name();
        } else {
            symbol();
        }
    }

    /** Where the quote of a string begins that starts here, or -1. */
    private int stringStart() {
        int quote = at;
        if ("hH".indexOf(text.charAt(quote)) >= 0) {
            quote++;
        }
        int mark = quote < text.length() && text.charAt(quote) == '@' ? quote + 1 : quote;
        if (mark < text.length() && (text.charAt(mark) == '"' || text.charAt(mark) == '\'')) {
            return quote;
        }
        return text.startsWith("```", quote) || text.startsWith("~~~", quote) ? quote : -1;
    }

    private void number() {
        int start = at;
        int end = at;
        while (end < text.length() && isNamePart(text.charAt(end))) {
            end++;
        }
        String word = text.substring(start, end);
        boolean digits = word.chars().allMatch(c -> c >= '0' && c <= '9');
        boolean point = digits && end < text.length() && text.charAt(end) == '.' && !text.startsWith("..", end);
        if (point) {
            int behind = end + 1;
            while (behind < text.length() && isNamePart(text.charAt(behind))) {
                behind++;
            }
            word = text.substring(start, behind);
            end = behind;
        }
        boolean exponent = word.matches("[0-9]+(\\.[0-9]*)?[eE]")
                && end < text.length()
                && "+-".indexOf(text.charAt(end)) >= 0
                && end + 1 < text.length()
                && Character.isDigit(text.charAt(end + 1));
        if (exponent) {
            end++;
            while (end < text.length() && Character.isDigit(text.charAt(end))) {
                end++;
            }
            word = text.substring(start, end);
        }
        at = end;
        TextSpan span = new TextSpan(start, end - start);
        Literals.Value value = Literals.number(word, span);
        if (value != null) {
            add(Kind.LITERAL, word, value.type(), value.value(), start);
        } else if (word.indexOf('.') < 0) {
            add(Kind.NAME, word, null, null, start);
        } else {
            throw new KqlException(KqlProblem.Kind.SYNTAX, "'" + word + "' is no number", span, null);
        }
    }

    private void name() {
        int start = at++;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        String word = text.substring(start, at);
        KqlType type = LITERAL_TYPES.get(word);
        if (type != null && at < text.length() && text.charAt(at) == '(') {
            int close = text.indexOf(')', at);
            if (close < 0) {
                throw new KqlException(
                        KqlProblem.Kind.SYNTAX,
                        "'" + word + "(' is not closed",
                        new TextSpan(start, at + 1 - start),
                        null);
            }
            String body = text.substring(at + 1, close).strip();
            at = close + 1;
            Object value = Literals.typed(type, body, new TextSpan(start, at - start));
            add(Kind.LITERAL, text.substring(start, at), type, value, start);
            return;
        }
        if (word.equals("true") || word.equals("True") || word.equals("TRUE")) {
            add(Kind.LITERAL, word, KqlType.BOOL, true, start);
        } else if (word.equals("false") || word.equals("False") || word.equals("FALSE")) {
            add(Kind.LITERAL, word, KqlType.BOOL, false, start);
        } else {
            add(Kind.NAME, word, null, null, start);
        }
    }

    private void symbol() {
        int start = at;
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, at) && !isCutShort(symbol)) {
                at += symbol.length();
                add(Kind.SYMBOL, symbol, null, null, start);
                return;
            }
        }
        int length = Character.charCount(text.codePointAt(at));
        throw new KqlException(
                KqlProblem.Kind.SYNTAX,
                "'" + text.substring(at, at + length) + "' is not known here",
                new TextSpan(at, length),
                "names that hold other characters than letters of ASCII, digits and _ are written ['…']");
    }

    /** {@code !in} of {@code !inner} is no operator. */
    private boolean isCutShort(String symbol) {
        int end = at + symbol.length();
        return symbol.equals("!in") && end < text.length() && isNamePart(text.charAt(end));
    }

    private static boolean isNameStart(char c) {
        return isLetter(c) || c == '_' || c == '$';
    }

    private static boolean isNamePart(char c) {
        return isLetter(c) || c == '_' || (c >= '0' && c <= '9');
    }

    /** Of ASCII. */
    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private void add(Kind kind, String value, @Nullable KqlType type, @Nullable Object literal, int start) {
        tokens.add(new Token(kind, value, type, literal, new TextSpan(start, at - start)));
    }
}
