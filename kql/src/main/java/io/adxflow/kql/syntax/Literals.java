package io.adxflow.kql.syntax;

import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Timespan;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The values of literals. A body that cannot be read is a syntax error, as in the service; Microsoft's parser lets it pass. */
final class Literals {
    private static final Pattern TIMESPAN = Pattern.compile("([0-9]+(?:\\.[0-9]*)?)([a-z]+)");
    private static final Pattern REAL = Pattern.compile("[0-9]+(\\.[0-9]*)?([eE][+-]?[0-9]+)?");

    /** A literal with its type. */
    record Value(KqlType type, @Nullable Object value) {}

    private Literals() {}

    /** What begins with a digit; null when it is no literal, so may be a name. */
    static @Nullable Value number(String word, TextSpan span) {
        if (word.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return new Value(KqlType.LONG, integer(word, 10, span));
        }
        if (word.matches("0[xX][0-9a-fA-F]+")) {
            return new Value(KqlType.LONG, integer(word.substring(2), 16, span));
        }
        if (REAL.matcher(word).matches()) {
            return new Value(KqlType.REAL, Double.parseDouble(word));
        }
        Matcher timespan = TIMESPAN.matcher(word);
        if (timespan.matches()) {
            long unit = Timespan.unitTicks(timespan.group(2));
            if (unit != 0 || timespan.group(2).startsWith("nano")) {
                return new Value(KqlType.TIMESPAN, ticks(word, span));
            }
        }
        return null;
    }

    private static long integer(String digits, int radix, TextSpan span) {
        try {
            return radix == 16 ? Long.parseUnsignedLong(digits, 16) : Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new KqlException(
                    KqlProblem.Kind.SYNTAX,
                    "'" + digits + "' is not within the range of a long",
                    span,
                    "real(" + digits + ") and decimal(" + digits + ") hold it");
        }
    }

    private static long ticks(String body, TextSpan span) {
        OptionalLong ticks = Timespan.parse(body);
        if (ticks.isEmpty()) {
            throw bad(KqlType.TIMESPAN, body, span);
        }
        return ticks.getAsLong();
    }

    /** The value of {@code type(body)}; null for {@code type(null)}. */
    static @Nullable Object typed(KqlType type, String body, TextSpan span) {
        String text = unquoted(body);
        // datetime() is no value but a call of now(): the parser sees to it.
        if (text.equalsIgnoreCase("null") || (type == KqlType.DATETIME && body.isEmpty())) {
            return null;
        }
        try {
            return switch (type) {
                case BOOL -> bool(text, span);
                case INT -> Math.toIntExact(whole(text));
                case LONG -> whole(text);
                case REAL -> real(text);
                case DECIMAL -> new BigDecimal(text);
                case DATETIME -> datetime(text, span);
                case TIMESPAN -> ticks(text, span);
                case GUID -> guid(text, span);
                case STRING, DYNAMIC, UNKNOWN -> throw bad(type, body, span);
            };
        } catch (NumberFormatException | ArithmeticException e) {
            throw bad(type, body, span);
        }
    }

    private static String unquoted(String body) {
        int last = body.length() - 1;
        boolean quoted =
                last > 0 && (body.charAt(0) == '"' || body.charAt(0) == '\'') && body.charAt(last) == body.charAt(0);
        return quoted ? body.substring(1, last).strip() : body;
    }

    private static Object bool(String text, TextSpan span) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw bad(KqlType.BOOL, text, span);
        };
    }

    private static long whole(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        if (digits.startsWith("0x") || digits.startsWith("0X")) {
            long value = Long.parseUnsignedLong(digits.substring(2), 16);
            return negative ? -value : value;
        }
        if (!digits.isEmpty() && !Character.isDigit(digits.charAt(0))) {
            throw new NumberFormatException(text);
        }
        return Long.parseLong((negative ? "-" : "") + digits);
    }

    private static double real(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "+inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> {
                // Java's parser takes hexadecimal and a trailing 'd' as well.
                if (!text.matches("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?")) {
                    throw new NumberFormatException(text);
                }
                yield Double.parseDouble(text);
            }
        };
    }

    private static @Nullable Object datetime(String text, TextSpan span) {
        OptionalLong ticks = Datetime.parse(text);
        if (ticks.isEmpty()) {
            throw bad(KqlType.DATETIME, text, span);
        }
        return ticks.getAsLong();
    }

    private static UUID guid(String text, TextSpan span) {
        if (!text.matches("[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}")) {
            throw bad(KqlType.GUID, text, span);
        }
        String digits = text.replace("-", "");
        return new UUID(
                Long.parseUnsignedLong(digits.substring(0, 16), 16), Long.parseUnsignedLong(digits.substring(16), 16));
    }

    private static KqlException bad(KqlType type, String body, TextSpan span) {
        String hint =
                switch (type) {
                    case DATETIME -> "write datetime(2026-01-31 23:59:59.1234567)";
                    case TIMESPAN -> "write 1d, 1.5h, 30m, 10s, 100ms or time(1.02:03:04.5)";
                    case GUID -> "write guid(74be27de-1e4e-49d9-b579-fe0b331d3642)";
                    default -> null;
                };
        return new KqlException(
                KqlProblem.Kind.SYNTAX, "'" + body + "' is no value of type " + type.keyword(), span, hint);
    }
}
