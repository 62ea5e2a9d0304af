package io.adxflow.kql.values.regex;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression of the language (page "Regex syntax": the flavour of Rust's crate {@code regex}) as the one that RE2 and re2j read:
 * named groups; digits, words and blanks of Unicode; operations on classes ({@code &&}, {@code --}, {@code ~~}, nesting) calculated;
 * characters by their codes; verbose mode taken out.
 *
 * <p>Not there, and refused: borders {@code \b{start}} and their like, and counted repetition above 1000. {@code \b} knows ASCII words only.
 */
public final class RegexTranslator {
    /** {@code \w}, without the two join controls' neighbours that no text has. */
    private static final String WORD = "\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\p{Pc}\\x{200c}\\x{200d}";

    private static final String DIGIT = "\\p{Nd}";
    private static final String SPACE =
            "\\t-\\r \\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}";

    private final String pattern;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private RegexTranslator(String pattern) {
        this.pattern = pattern;
    }

    /**
     * The pattern for RE2.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static String toRe2(String pattern) {
        return new RegexTranslator(pattern).translate();
    }

    private String translate() {
        Deque<Boolean> outer = new ArrayDeque<>();
        boolean verbose = false;
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            switch (c) {
                case '\\' -> out.append(escape(false));
                case '[' -> bracket();
                case '(' -> {
                    outer.push(verbose);
                    Boolean flag = open();
                    if (flag != null) {
                        verbose = flag;
                    }
                    if (pattern.charAt(at - 1) == ')') {
                        outer.pop();
                    }
                }
                case ')' -> {
                    verbose = outer.isEmpty() ? verbose : outer.pop();
                    out.append(c);
                    at++;
                }
                default -> {
                    if (verbose && Character.isWhitespace(c)) {
                        at++;
                    } else if (verbose && c == '#') {
                        int end = pattern.indexOf('\n', at);
                        at = end < 0 ? pattern.length() : end;
                    } else {
                        out.append(c);
                        at++;
                    }
                }
            }
        }
        return out.toString();
    }

    /** Behind it, {@link #at} is behind what opens the group. @return verbose mode from here on; null when nothing is said of it */
    private @Nullable Boolean open() {
        if (!pattern.startsWith("(?", at)) {
            out.append('(');
            at++;
            return null;
        }
        if (pattern.startsWith("(?<", at) && !pattern.startsWith("(?<=", at) && !pattern.startsWith("(?<!", at)) {
            out.append("(?P<");
            at += 3;
            return null;
        }
        if (pattern.startsWith("(?P", at)) {
            out.append("(?P");
            at += 3;
            return null;
        }
        int end = at + 2;
        while (end < pattern.length() && (Character.isLetter(pattern.charAt(end)) || pattern.charAt(end) == '-')) {
            end++;
        }
        String flags = pattern.substring(at + 2, end);
        int minus = flags.indexOf('-');
        int x = flags.indexOf('x');
        String kept = flags.replaceAll("[xuR]", "");
        char stop = end < pattern.length() ? pattern.charAt(end) : 0;
        if (stop != ':' && stop != ')') {
            throw new IllegalArgumentException("a group that begins with (?" + flags + stop + " is not there");
        }
        at = end + 1;
        if (kept.endsWith("-")) {
            kept = kept.substring(0, kept.length() - 1);
        }
        if (stop == ':' || !kept.isEmpty()) {
            out.append("(?").append(kept).append(stop);
        }
        return x < 0 ? null : (Boolean) (minus < 0 || x < minus);
    }

    /** One escape outside of a class, or inside of one that RE2 can read as it is. */
    private String escape(boolean inClass) {
        if (at + 1 >= pattern.length()) {
            throw new IllegalArgumentException("the pattern ends with a backslash");
        }
        char c = pattern.charAt(at + 1);
        at += 2;
        return switch (c) {
            case 'd' -> inClass ? DIGIT : "[" + DIGIT + "]";
            case 'D' -> "\\P{Nd}";
            case 'w' -> inClass ? WORD : "[" + WORD + "]";
            case 'W' -> "[^" + WORD + "]";
            case 's' -> inClass ? SPACE : "[" + SPACE + "]";
            case 'S' -> "[^" + SPACE + "]";
            case 'p', 'P' -> property(c);
            case 'u' -> codePoint(4);
            case 'U' -> codePoint(8);
            case 'x' -> codePoint(2);
            case 'b', 'B' -> {
                if (pattern.startsWith("{", at) && !inClass) {
                    throw new IllegalArgumentException("\\b{…} is not there; use \\b");
                }
                yield "\\" + c;
            }
            case 'A', 'z', 'a', 'f', 't', 'n', 'r', 'v' -> "\\" + c;
            default -> {
                if (c >= '0' && c <= '7') {
                    yield octal(c);
                }
                if (Character.isLetterOrDigit(c) || c == '<' || c == '>') {
                    throw new IllegalArgumentException("the escape \\" + c + " is not there");
                }
                yield c < 0x80 && c > ' ' ? "\\" + c : String.valueOf(c);
            }
        };
    }

    private String octal(char first) {
        int value = first - '0';
        for (int i = 0; i < 2 && at < pattern.length() && pattern.charAt(at) >= '0' && pattern.charAt(at) <= '7'; i++) {
            value = value * 8 + pattern.charAt(at++) - '0';
        }
        return String.format("\\x{%x}", value);
    }

    private String property(char p) {
        String name = propertyName();
        return "\\" + p + "{" + shortCategory(name) + "}";
    }

    private String propertyName() {
        if (at < pattern.length() && pattern.charAt(at) == '{') {
            int close = pattern.indexOf('}', at);
            if (close < 0) {
                throw new IllegalArgumentException("\\p{ has no }");
            }
            String name = pattern.substring(at + 1, close);
            at = close + 1;
            return name;
        }
        if (at >= pattern.length()) {
            throw new IllegalArgumentException("\\p names no class");
        }
        return String.valueOf(pattern.charAt(at++));
    }

    /** RE2 knows general categories by their short names alone. */
    private static String shortCategory(String name) {
        return switch (name) {
            case "Letter", "Alphabetic" -> "L";
            case "Uppercase_Letter", "Uppercase" -> "Lu";
            case "Lowercase_Letter", "Lowercase" -> "Ll";
            case "Mark" -> "M";
            case "Number" -> "N";
            case "Decimal_Number" -> "Nd";
            case "Punctuation" -> "P";
            case "Symbol" -> "S";
            case "Separator" -> "Z";
            case "Other" -> "C";
            default -> name;
        };
    }

    private String codePoint(int digits) {
        return String.format("\\x{%x}", codePointValue(digits));
    }

    private int codePointValue(int digits) {
        int end;
        String hex;
        if (at < pattern.length() && pattern.charAt(at) == '{') {
            end = pattern.indexOf('}', at);
            hex = end < 0 ? "" : pattern.substring(at + 1, end);
            end++;
        } else {
            end = Math.min(pattern.length(), at + digits);
            hex = pattern.substring(at, end);
        }
        try {
            int value = Integer.parseInt(hex, 16);
            if (value < 0 || value > Character.MAX_CODE_POINT) {
                throw new IllegalArgumentException("no character has the code " + hex);
            }
            at = end;
            return value;
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException("'" + hex + "' is no code of a character", noNumber);
        }
    }

    /** A class: as it is when RE2 can read it, else calculated. */
    private void bracket() {
        int end = endOfClass(at);
        String body = pattern.substring(at, end);
        if (needsCalculation(body)) {
            out.append(classSet().toClass());
            return;
        }
        out.append('[');
        at++;
        if (pattern.charAt(at) == '^') {
            out.append('^');
            at++;
        }
        boolean first = true;
        while (at < end - 1) {
            char c = pattern.charAt(at);
            if (c == '\\') {
                out.append(escape(true));
            } else if (pattern.startsWith("[:", at)) {
                int close = pattern.indexOf(":]", at) + 2;
                out.append(pattern, at, close);
                at = close;
            } else {
                out.append(first && c == ']' ? "\\]" : c == '[' ? "\\[" : String.valueOf(c));
                at++;
            }
            first = false;
        }
        out.append(']');
        at = end;
    }

    private static boolean needsCalculation(String body) {
        boolean escaped = false;
        for (int i = 1; i < body.length() - 1; i++) {
            char c = body.charAt(i);
            if (escaped) {
                escaped = false;
                if (c == 'W' || c == 'S' || c == 'D') {
                    return true;
                }
            } else if (c == '\\') {
                escaped = true;
            } else if (c == '[' && body.charAt(i + 1) != ':') {
                return true;
            } else if ((c == '&' || c == '-' || c == '~') && body.charAt(i + 1) == c) {
                return true;
            }
        }
        return false;
    }

    private int endOfClass(int begin) {
        int depth = 0;
        for (int i = begin; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                i++;
            } else if (pattern.startsWith("[:", i)) {
                int close = pattern.indexOf(":]", i);
                if (close > 0) {
                    i = close + 1;
                } else {
                    depth++;
                }
            } else if (c == '[') {
                depth++;
                if (i + 1 < pattern.length() && pattern.charAt(i + 1) == '^') {
                    i++;
                }
                if (i + 1 < pattern.length() && pattern.charAt(i + 1) == ']') {
                    i++;
                }
            } else if (c == ']' && --depth == 0) {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("a class [ has no ]");
    }

    /** The class that begins at {@link #at}, which is behind it afterwards. */
    private CodePointSet classSet() {
        at++;
        boolean negated = pattern.charAt(at) == '^';
        if (negated) {
            at++;
        }
        CodePointSet result = null;
        char operation = 0;
        CodePointSet operand = CodePointSet.none();
        boolean first = true;
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            boolean isOperator = (c == '&' || c == '-' || c == '~') && pattern.startsWith("" + c + c, at);
            if ((c == ']' && !first) || isOperator) {
                result = result == null ? operand : combine(result, operation, operand);
                operand = CodePointSet.none();
                at += isOperator ? 2 : 1;
                if (!isOperator) {
                    return negated ? result.complement() : result;
                }
                operation = c;
            } else {
                operand = operand.union(item());
            }
            first = false;
        }
        throw new IllegalArgumentException("a class [ has no ]");
    }

    private static CodePointSet combine(CodePointSet left, char operation, CodePointSet right) {
        return switch (operation) {
            case '&' -> left.intersection(right);
            case '-' -> left.without(right);
            default -> left.inEitherAlone(right);
        };
    }

    private CodePointSet item() {
        if (pattern.startsWith("[:", at)) {
            int close = pattern.indexOf(":]", at);
            CodePointSet set = posixSet(pattern.substring(at + 2, close));
            at = close + 2;
            return set;
        }
        if (pattern.charAt(at) == '[') {
            return classSet();
        }
        if (pattern.charAt(at) == '\\') {
            CodePointSet named = namedClass();
            if (named != null) {
                return named;
            }
        }
        int from = classCodePoint();
        if (at + 1 < pattern.length()
                && pattern.charAt(at) == '-'
                && pattern.charAt(at + 1) != ']'
                && pattern.charAt(at + 1) != '-') {
            at++;
            return CodePointSet.range(from, Math.max(from, classCodePoint()));
        }
        return CodePointSet.range(from, from);
    }

    private @Nullable CodePointSet namedClass() {
        char c = pattern.charAt(at + 1);
        CodePointSet set =
                switch (Character.toLowerCase(c)) {
                    case 'd' -> CodePointSet.property("Nd");
                    case 's' -> CodePointSet.kept("\\s", RegexTranslator::isSpace);
                    case 'w' -> CodePointSet.kept("\\w", RegexTranslator::isWord);
                    default -> null;
                };
        if (set != null) {
            at += 2;
        } else if (c == 'p' || c == 'P') {
            at += 2;
            String name = shortCategory(propertyName());
            set = CodePointSet.property(name);
            if (set == null) {
                throw new IllegalArgumentException("the class \\p{" + name + "} is not there");
            }
        } else {
            return null;
        }
        return Character.isUpperCase(c) ? set.complement() : set;
    }

    private static boolean isSpace(int point) {
        return Character.isSpaceChar(point) || (point >= '\t' && point <= '\r') || point == 0x85;
    }

    private static boolean isWord(int point) {
        return Character.isAlphabetic(point)
                || switch (Character.getType(point)) {
                    case Character.DECIMAL_DIGIT_NUMBER,
                            Character.CONNECTOR_PUNCTUATION,
                            Character.NON_SPACING_MARK,
                            Character.ENCLOSING_MARK,
                            Character.COMBINING_SPACING_MARK -> true;
                    default -> point == 0x200C || point == 0x200D;
                };
    }

    private int classCodePoint() {
        if (pattern.charAt(at) != '\\') {
            int point = pattern.codePointAt(at);
            at += Character.charCount(point);
            return point;
        }
        char c = at + 1 < pattern.length() ? pattern.charAt(at + 1) : 0;
        at += 2;
        return switch (c) {
            case 'a' -> 7;
            case 'f' -> '\f';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'v' -> 0x0B;
            case 'x' -> codePointValue(2);
            case 'u' -> codePointValue(4);
            case 'U' -> codePointValue(8);
            default -> {
                if (Character.isLetterOrDigit(c)) {
                    throw new IllegalArgumentException("the escape \\" + c + " is not there");
                }
                yield c;
            }
        };
    }

    /** What stands between {@code [:} and {@code :]}. */
    static CodePointSet posixSet(String name) {
        return name.startsWith("^") ? posix(name.substring(1)).complement() : posix(name);
    }

    private static CodePointSet posix(String name) {
        return CodePointSet.where(point -> point < 0x80
                && switch (name) {
                    case "alnum" -> Character.isLetterOrDigit(point);
                    case "alpha" -> Character.isLetter(point);
                    case "ascii" -> true;
                    case "blank" -> point == ' ' || point == '\t';
                    case "cntrl" -> point < ' ' || point == 0x7F;
                    case "digit" -> Character.isDigit(point);
                    case "graph" -> point > ' ' && point < 0x7F;
                    case "lower" -> Character.isLowerCase(point);
                    case "print" -> point >= ' ' && point < 0x7F;
                    case "punct" -> point > ' ' && point < 0x7F && !Character.isLetterOrDigit(point);
                    case "space" -> point == ' ' || (point >= '\t' && point <= '\r');
                    case "upper" -> Character.isUpperCase(point);
                    case "word" -> Character.isLetterOrDigit(point) || point == '_';
                    case "xdigit" -> Character.digit(point, 16) >= 0;
                    default -> throw new IllegalArgumentException("the class [:" + name + ":] is not there");
                });
    }
}
