package io.adxflow.job.kusto;

import com.fasterxml.jackson.core.JsonGenerator;
import io.adxflow.kql.duckdb.ResultTable;
import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Timespan;
import java.io.IOException;
import java.math.BigDecimal;

/** Writes values as both forms of results have them: seven digits of a second, decimals as text, reals that are no numbers by their names. */
final class Cells {
    private Cells() {}

    /** Writes the row that the table is at, as an array. */
    static void row(ResultTable table, JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (int i = 0; i < table.schema().size(); i++) {
            cell(table, i, json);
        }
        json.writeEndArray();
    }

    private static void cell(ResultTable table, int column, JsonGenerator json) throws IOException {
        KqlType type = table.schema().get(column).type();
        if (type == KqlType.DYNAMIC) {
            String text = table.json(column);
            if (text == null) {
                json.writeNull();
            } else {
                json.writeRawValue(text);
            }
            return;
        }
        Object value = table.value(column);
        if (value == null) {
            json.writeNull();
            return;
        }
        switch (type) {
            case BOOL -> json.writeBoolean((boolean) value);
            case INT, LONG -> json.writeNumber(((Number) value).longValue());
            case REAL -> real((double) value, json);
            case DECIMAL -> json.writeString(((BigDecimal) value).toPlainString());
            case DATETIME -> json.writeString(Datetime.format((long) value));
            case TIMESPAN -> json.writeString(Timespan.format((long) value));
            default -> json.writeString(value.toString());
        }
    }

    private static void real(double value, JsonGenerator json) throws IOException {
        if (Double.isNaN(value)) {
            json.writeString("NaN");
        } else if (Double.isInfinite(value)) {
            json.writeString(value > 0 ? "Infinity" : "-Infinity");
        } else {
            json.writeNumber(value);
        }
    }

    /** The .NET name of a type as version 1 has it, without its namespace. */
    static String dataType(KqlType type) {
        if (type == KqlType.BOOL) {
            return "Boolean";
        }
        String name = type.dotNetName();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
