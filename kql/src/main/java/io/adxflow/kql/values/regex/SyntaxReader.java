package io.adxflow.kql.values.regex;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link RegexTranslator} makes and re2j has taken: a pattern of RE2. What is not of it, or too large, is refused. */
final class SyntaxReader {
    /** Thrown for what this reader does not know; re2j then matches alone. */
    static final class UnknownSyntax extends Exception {
        private static final long serialVersionUID = 1;

        UnknownSyntax(String message) {
            super(message);
        }
    }

    private static final int MAX_DEPTH = 200;
    static final CodePointSet NEW_LINE = CodePointSet.range('\n', '\n');
    /** What {@code \b} tells apart: ASCII alone. */
    static final CodePointSet WORD = CodePointSet.range('0', '9')
            .union(CodePointSet.range('A', 'Z'))
            .union(CodePointSet.range('_', '_'))
            .union(CodePointSet.range('a', 'z'));

    private final String pattern;
    private int at;
    private int depth;
    private boolean ignoreCase;
    private boolean multiLine;
    private boolean dotAll;

    private SyntaxReader(String pattern) {
        this.pattern = pattern;
    }

    static Syntax read(String pattern) throws UnknownSyntax {
        SyntaxReader reader = new SyntaxReader(pattern);
        Syntax syntax = reader.alternate();
        if (reader.at != pattern.length()) {
            throw new UnknownSyntax("a parenthesis too many");
        }
        return syntax;
    }

    private Syntax alternate() throws UnknownSyntax {
        if (++depth > MAX_DEPTH) {
            throw new UnknownSyntax("too deep");
        }
        // A flag that is set inside of a group ends with it.
        boolean[] outer = {ignoreCase, multiLine, dotAll};
        List<Syntax> choices = new ArrayList<>();
        choices.add(concat());
        while (peek() == '|') {
            at++;
            choices.add(concat());
        }
        ignoreCase = outer[0];
        multiLine = outer[1];
        dotAll = outer[2];
        depth--;
        return choices.size() == 1 ? choices.get(0) : new Syntax.Alternate(choices);
    }

    private Syntax concat() throws UnknownSyntax {
        List<Syntax> parts = new ArrayList<>();
        while (at < pattern.length() && peek() != '|' && peek() != ')') {
            Syntax part = atom();
            if (part != null) {
                parts.add(repeated(part));
            }
        }
        return parts.size() == 1 ? parts.get(0) : parts.isEmpty() ? new Syntax.Empty() : new Syntax.Concat(parts);
    }

    private Syntax repeated(Syntax part) throws UnknownSyntax {
        Syntax result = part;
        while (at < pattern.length()) {
            char c = peek();
            if (c == '*' || c == '+' || c == '?') {
                at++;
                result = new Syntax.Repeat(result, c == '+' ? 1 : 0, c == '?' ? 1 : Integer.MAX_VALUE);
            } else if (c == '{' && counts() != null) {
                int[] counts = counts();
                if (counts == null) {
                    throw new UnknownSyntax("no counts");
                }
                at = counts[2];
                result = new Syntax.Repeat(result, counts[0], counts[1]);
            } else {
                return result;
            }
            if (peek() == '?') {
                at++;
            }
        }
        return result;
    }

    /** Least, most, and the index behind; null when the brace is only a brace. */
    private int @Nullable [] counts() {
        int close = pattern.indexOf('}', at);
        String inside = close < 0 ? "" : pattern.substring(at + 1, close);
        if (!inside.matches("[0-9]{1,4}(,[0-9]{0,4})?")) {
            return null;
        }
        int comma = inside.indexOf(',');
        int min = Integer.parseInt(comma < 0 ? inside : inside.substring(0, comma));
        int max = comma < 0
                ? min
                : comma == inside.length() - 1 ? Integer.MAX_VALUE : Integer.parseInt(inside.substring(comma + 1));
        return new int[] {min, max, close + 1};
    }

    /** @return null for what only sets flags */
    private @Nullable Syntax atom() throws UnknownSyntax {
        char c = peek();
        return switch (c) {
            case '(' -> group();
            case '[' -> new Syntax.Points(clazz());
            case '.' -> {
                at++;
                yield new Syntax.Points(
                        dotAll ? CodePointSet.all() : CodePointSet.all().without(NEW_LINE));
            }
            case '^' -> place(multiLine ? Syntax.Assertion.BEGIN_LINE : Syntax.Assertion.BEGIN_TEXT);
            case '$' -> place(multiLine ? Syntax.Assertion.END_LINE : Syntax.Assertion.END_TEXT);
            case '\\' -> escape();
            default -> {
                int point = pattern.codePointAt(at);
                at += Character.charCount(point);
                yield points(CodePointSet.range(point, point));
            }
        };
    }

    private Syntax place(Syntax.Assertion assertion) {
        at++;
        return new Syntax.Place(assertion);
    }

    private Syntax points(CodePointSet set) {
        return new Syntax.Points(ignoreCase ? set.withOtherCases() : set);
    }

    private @Nullable Syntax group() throws UnknownSyntax {
        boolean[] outer = {ignoreCase, multiLine, dotAll};
        at++;
        if (pattern.startsWith("?P<", at)) {
            at = pattern.indexOf('>', at) + 1;
        } else if (peek() == '?') {
            at++;
            boolean on = true;
            for (; peek() != ')' && peek() != ':'; at++) {
                switch (peek()) {
                    case '-' -> on = false;
                    case 'i' -> ignoreCase = on;
                    case 'm' -> multiLine = on;
                    case 's' -> dotAll = on;
                    case 'U' -> {}
                    default -> throw new UnknownSyntax("a flag " + peek());
                }
            }
            if (peek() == ')') {
                at++;
                return null;
            }
            at++;
        }
        Syntax inside = alternate();
        if (peek() != ')') {
            throw new UnknownSyntax("a parenthesis is missing");
        }
        at++;
        ignoreCase = outer[0];
        multiLine = outer[1];
        dotAll = outer[2];
        return inside;
    }

    private Syntax escape() throws UnknownSyntax {
        char c = pattern.charAt(at + 1);
        Syntax.Assertion assertion =
                switch (c) {
                    case 'A' -> Syntax.Assertion.BEGIN_TEXT;
                    case 'z' -> Syntax.Assertion.END_TEXT;
                    case 'b' -> Syntax.Assertion.WORD_BORDER;
                    case 'B' -> Syntax.Assertion.NO_WORD_BORDER;
                    default -> null;
                };
        if (assertion != null) {
            at += 2;
            return new Syntax.Place(assertion);
        }
        return points(escapedSet());
    }

    /** What an escape stands for, in a class and outside of one. */
    private CodePointSet escapedSet() throws UnknownSyntax {
        char c = pattern.charAt(at + 1);
        at += 2;
        if (c == 'p' || c == 'P') {
            int close = pattern.indexOf('}', at);
            CodePointSet set = close < 0 ? null : CodePointSet.property(pattern.substring(at + 1, close));
            if (set == null) {
                throw new UnknownSyntax("a property");
            }
            at = close + 1;
            return c == 'P' ? set.complement() : set;
        }
        int point =
                switch (c) {
                    case 'a' -> 7;
                    case 'f' -> '\f';
                    case 't' -> '\t';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 'v' -> 0x0B;
                    case 'x' -> {
                        int close = pattern.indexOf('}', at);
                        if (peek() != '{' || close < 0) {
                            throw new UnknownSyntax("a code");
                        }
                        int value = Integer.parseInt(pattern.substring(at + 1, close), 16);
                        at = close + 1;
                        yield value;
                    }
                    default -> {
                        if (c < 0x80 && Character.isLetterOrDigit(c)) {
                            throw new UnknownSyntax("an escape " + c);
                        }
                        yield c;
                    }
                };
        return CodePointSet.range(point, point);
    }

    private CodePointSet clazz() throws UnknownSyntax {
        at++;
        boolean negated = peek() == '^';
        if (negated) {
            at++;
        }
        CodePointSet set = CodePointSet.none();
        boolean first = true;
        while (peek() != ']' || first) {
            if (at >= pattern.length()) {
                throw new UnknownSyntax("a class has no end");
            }
            first = false;
            if (pattern.startsWith("[:", at)) {
                int close = pattern.indexOf(":]", at);
                set = set.union(RegexTranslator.posixSet(pattern.substring(at + 2, close)));
                at = close + 2;
                continue;
            }
            CodePointSet item = item();
            if (peek() == '-' && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']' && item.size() == 1) {
                at++;
                item = CodePointSet.range(item.first(), item().first());
            }
            set = set.union(item);
        }
        at++;
        if (ignoreCase) {
            set = set.withOtherCases();
        }
        return negated ? set.complement() : set;
    }

    private CodePointSet item() throws UnknownSyntax {
        if (peek() == '\\') {
            return escapedSet();
        }
        int point = pattern.codePointAt(at);
        at += Character.charCount(point);
        return CodePointSet.range(point, point);
    }

    private char peek() {
        return at < pattern.length() ? pattern.charAt(at) : 0;
    }
}
