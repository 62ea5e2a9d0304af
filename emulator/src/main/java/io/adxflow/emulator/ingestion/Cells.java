package io.adxflow.emulator.ingestion;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.adxflow.emulator.engine.KustoType;
import io.adxflow.emulator.engine.Timespan;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBAppender;

/** Turns the text of a CSV field into a value, or null where the text is no value of the column's type, as the engine does. */
final class Cells {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Pattern DATETIME = Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})"
            + "(?:[T ](\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?)?\\s*(Z|[+-]\\d{2}:?\\d{2})?");
    private static final int NANOS_PER_TICK = 100;

    private Cells() {}

    /**
     * Appends one value.
     *
     * @return false when the text is not empty and is not of the type: a null was appended
     */
    static boolean append(DuckDBAppender row, KustoType type, String text) throws SQLException {
        if (type == KustoType.STRING) {
            row.append(text);
            return true;
        }
        if (text.isEmpty()) {
            row.appendNull();
            return true;
        }
        try {
            appendTyped(row, type, text);
            return true;
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException notOfTheType) {
            row.appendNull();
            return false;
        }
    }

    private static void appendTyped(DuckDBAppender row, KustoType type, String text) throws SQLException {
        switch (type) {
            case BOOL -> row.append(bool(text.strip()));
            case INT -> row.append(Math.toIntExact(integer(text.strip())));
            case LONG -> row.append(integer(text.strip()));
            case REAL -> row.append(real(text.strip()));
            case DECIMAL -> row.append(new BigDecimal(text.strip()).setScale(16, RoundingMode.HALF_EVEN));
            case DATETIME -> row.appendEpochNanos(epochNanos(text.strip()));
            case TIMESPAN -> row.append(Timespan.print(Timespan.parse(text.strip())));
            case GUID -> row.append(UUID.fromString(text.strip()));
            case DYNAMIC -> row.append(dynamic(text));
            case STRING -> row.append(text);
        }
    }

    /** Text that is no JSON becomes a JSON string, as the engine has it. */
    private static String dynamic(String text) {
        try {
            JSON.readTree(text);
            return text;
        } catch (JacksonException notJson) {
            return TextNode.valueOf(text).toString();
        }
    }

    private static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static long integer(String text) {
        if (text.startsWith("0x") || text.startsWith("0X")) {
            return Long.parseUnsignedLong(text.substring(2), 16);
        }
        return Long.parseLong(text);
    }

    /** What {@code Double.parseDouble} takes beyond numbers (type suffixes, hexadecimal) is not of the engine's. */
    private static double real(String text) {
        switch (text.toLowerCase(Locale.ROOT)) {
            case "nan" -> {
                return Double.NaN;
            }
            case "inf", "+inf", "infinity", "+infinity" -> {
                return Double.POSITIVE_INFINITY;
            }
            case "-inf", "-infinity" -> {
                return Double.NEGATIVE_INFINITY;
            }
            default -> {
                char last = text.charAt(text.length() - 1);
                if (last != '.' && !Character.isDigit(last)) {
                    throw new IllegalArgumentException(text);
                }
                return Double.parseDouble(text);
            }
        }
    }

    /** Nanoseconds since 1970; digits below a tick (100 ns) are cut off. */
    static long epochNanos(String text) {
        Matcher parts = DATETIME.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(text);
        }
        String fraction = parts.group(7) == null ? "0" : (parts.group(7) + "00000000").substring(0, 9);
        LocalDateTime local = LocalDateTime.of(
                number(parts.group(1)),
                number(parts.group(2)),
                number(parts.group(3)),
                number(parts.group(4)),
                number(parts.group(5)),
                number(parts.group(6)),
                Integer.parseInt(fraction) / NANOS_PER_TICK * NANOS_PER_TICK);
        Instant instant = local.toInstant(parts.group(8) == null ? ZoneOffset.UTC : ZoneOffset.of(parts.group(8)));
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
