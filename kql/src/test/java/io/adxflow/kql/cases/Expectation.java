package io.adxflow.kql.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import io.adxflow.kql.types.Timespan;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares what a backend gave with a case, both as text; values as the package {@code types} describes them. */
public final class Expectation {
    /** Reals are compared by so many digits: libraries differ in the last ones. */
    private static final MathContext DIGITS = new MathContext(12);

    private Expectation() {}

    /** Fails unless schema and rows are those of the case. */
    public static void check(KqlCase expected, Schema schema, List<List<@Nullable Object>> rows) {
        assertThat(schema.columns())
                .as(expected.name() + " (" + expected.note() + ")\n" + expected.query())
                .isEqualTo(expected.columns());
        List<String> want = new ArrayList<>();
        expected.rows().forEach(row -> want.add(expectedRow(row, expected.columns())));
        List<String> got = new ArrayList<>();
        rows.forEach(row -> got.add(actualRow(row, expected.columns())));
        if (expected.isOrdered()) {
            assertThat(got)
                    .as(expected.name() + " (" + expected.note() + ")\n" + expected.query())
                    .isEqualTo(want);
        } else {
            assertThat(got)
                    .as(expected.name() + " (" + expected.note() + ")\n" + expected.query())
                    .containsExactlyInAnyOrderElementsOf(want);
        }
    }

    private static String expectedRow(List<JsonNode> row, List<Column> columns) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            texts.add(expected(row.get(i), columns.get(i).type()));
        }
        return String.join(" | ", texts);
    }

    private static String expected(JsonNode value, KqlType type) {
        if (type == KqlType.DYNAMIC) {
            return json(value);
        }
        if (value.isNull()) {
            return type == KqlType.STRING ? "\"\"" : "null";
        }
        return switch (type) {
            case REAL ->
                value.isTextual() ? value.asText() : real(value.decimalValue().doubleValue());
            case DECIMAL -> new BigDecimal(value.asText()).stripTrailingZeros().toPlainString();
            case STRING -> '"' + value.asText() + '"';
            default -> value.asText();
        };
    }

    private static String json(JsonNode value) {
        if (value.isObject()) {
            Map<String, String> fields = new TreeMap<>();
            for (Iterator<Map.Entry<String, JsonNode>> i = value.fields(); i.hasNext(); ) {
                Map.Entry<String, JsonNode> field = i.next();
                fields.put(field.getKey(), json(field.getValue()));
            }
            return fields.toString();
        }
        if (value.isArray()) {
            List<String> elements = new ArrayList<>();
            value.forEach(element -> elements.add(json(element)));
            return elements.toString();
        }
        return value.isTextual()
                ? '"' + value.asText() + '"'
                : value.isNumber() ? number(value.decimalValue()) : value.asText();
    }

    private static String actualRow(List<@Nullable Object> row, List<Column> columns) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            texts.add(actual(row.get(i), columns.get(i).type()));
        }
        return String.join(" | ", texts);
    }

    private static String actual(@Nullable Object value, KqlType type) {
        if (type == KqlType.DYNAMIC) {
            return tree(value);
        }
        if (value == null) {
            return type == KqlType.STRING ? "null string" : "null";
        }
        return switch (type) {
            case REAL -> real((Double) value);
            case DECIMAL -> ((BigDecimal) value).stripTrailingZeros().toPlainString();
            case STRING -> "\"" + value + '"';
            case DATETIME -> Datetime.format((Long) value);
            case TIMESPAN -> Timespan.format((Long) value);
            default -> value.toString();
        };
    }

    private static String tree(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, String> fields = new TreeMap<>();
            map.forEach((key, field) -> fields.put((String) key, tree(field)));
            return fields.toString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Expectation::tree).toList().toString();
        }
        if (value instanceof Number number) {
            return value instanceof Double real && !Double.isFinite(real)
                    ? '"' + real.toString() + '"'
                    : number(new BigDecimal(number.toString()));
        }
        return value == null || value instanceof Boolean ? String.valueOf(value) : "\"" + value + '"';
    }

    private static String real(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        return number(BigDecimal.valueOf(value));
    }

    private static String number(BigDecimal value) {
        BigDecimal rounded = value.abs().compareTo(new BigDecimal("1e-15")) < 0 ? BigDecimal.ZERO : value;
        return rounded.scale() <= 0
                ? rounded.toPlainString()
                : rounded.round(DIGITS).stripTrailingZeros().toPlainString();
    }
}
