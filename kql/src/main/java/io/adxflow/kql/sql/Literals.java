package io.adxflow.kql.sql;

import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Timespan;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Values as SQL literals. */
final class Literals {
    private static final int DECIMAL_DIGITS = 38;
    private static final int DECIMAL_SCALE = 16;

    private Literals() {}

    /** A value as the types package describes it; times with a comment that people can read. */
    static String sql(KqlType type, @Nullable Object value) {
        if (value == null) {
            return SqlTypes.missing(type);
        }
        return switch (type) {
            case BOOL -> (boolean) value ? "true" : "false";
            case INT -> number(value) + "::INTEGER";
            case LONG -> longText(((Number) value).longValue());
            case REAL -> real(((Number) value).doubleValue());
            case DECIMAL -> decimal((BigDecimal) value);
            case DATETIME -> longText((long) value) + " /* " + Datetime.format((long) value) + " */";
            case TIMESPAN -> longText((long) value) + " /* " + Timespan.format((long) value) + " */";
            case GUID -> "'" + value + "'::UUID";
            case STRING -> Sql.literal((String) value);
            case DYNAMIC, UNKNOWN -> Sql.literal(io.adxflow.kql.values.JsonText.write(value));
        };
    }

    private static String number(Object value) {
        long number = ((Number) value).longValue();
        return number < 0 ? "(" + number + ")" : Long.toString(number);
    }

    static String longText(long value) {
        if (value == Long.MIN_VALUE) {
            return "(-9223372036854775807 - 1)";
        }
        // Short literals would be 32 bits wide.
        String text = value == (int) value ? value + "::BIGINT" : Long.toString(value);
        return value < 0 ? "(" + (value == (int) value ? "(" + value + ")::BIGINT" : text) + ")" : text;
    }

    private static String real(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "'" + value + "'::DOUBLE";
        }
        String text = Double.toString(value).replace('E', 'e');
        // Without an exponent DuckDB reads a decimal.
        String exact = text.contains("e") ? text : text + "e0";
        return value < 0 || text.startsWith("-") ? "(" + exact + ")" : exact;
    }

    private static String decimal(BigDecimal value) {
        BigDecimal scaled = value.setScale(DECIMAL_SCALE, RoundingMode.HALF_EVEN);
        if (scaled.precision() > DECIMAL_DIGITS) {
            throw Refusal.of("decimal", "decimals hold 22 digits before the point and 16 behind it here: " + value);
        }
        return "CAST('" + scaled.toPlainString() + "' AS DECIMAL(38, 16))";
    }
}
