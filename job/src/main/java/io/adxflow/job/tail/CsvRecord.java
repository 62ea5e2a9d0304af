package io.adxflow.job.tail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvRow;
import io.adxflow.kql.rows.RecordReader;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.DatetimeParser;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import io.adxflow.kql.values.DynamicValue;
import io.adxflow.kql.values.Text;
import io.adxflow.kql.values.TimespanParser;
import io.adxflow.sinks.batch.TableSchema;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A line of a table's CSV as a record for a row program. What does not read as its column's type is null. Reused; for one thread. */
final class CsvRecord implements RecordReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Schema schema;
    private final CsvRow fields = new CsvRow();
    private final ByteBuilder value = new ByteBuilder(256);
    private final @Nullable Object[] values;

    CsvRecord(Schema schema) {
        this.schema = schema;
        this.values = new Object[schema.size()];
    }

    /**
     * The columns of a table.
     *
     * @param text of its {@link TableSchema}
     * @throws IllegalArgumentException when a type is none
     */
    static Schema schema(String text) {
        List<Column> columns = new ArrayList<>();
        for (TableSchema.Column column : TableSchema.parse(text).columns()) {
            KqlType type = KqlType.ofKeyword(column.type());
            if (type == null) {
                throw new IllegalArgumentException("column " + column.name() + ": type '" + column.type() + "'");
            }
            columns.add(new Column(column.name(), type));
        }
        return new Schema(columns);
    }

    /** Takes on a line without its end. */
    void take(byte[] csv) {
        fields.take(csv, 0, csv.length);
        for (int i = 0; i < values.length; i++) {
            if (i < fields.fields()) {
                fields.unquote(i, value);
                values[i] = read(
                        schema.get(i).type(), new String(value.array(), 0, value.length(), StandardCharsets.UTF_8));
            } else {
                values[i] = null;
            }
        }
    }

    private static @Nullable Object read(KqlType type, String text) {
        if (text.isEmpty() || type == KqlType.STRING) {
            return text.isEmpty() ? null : text;
        }
        try {
            return switch (type) {
                case BOOL -> bool(text);
                case INT, LONG -> Long.valueOf(text);
                case REAL -> real(text);
                case DATETIME -> ticks(DatetimeParser.parse(text), DatetimeParser.INVALID);
                case TIMESPAN -> ticks(TimespanParser.parse(text), TimespanParser.INVALID);
                case DECIMAL -> new BigDecimal(text);
                case GUID -> UUID.fromString(text);
                default -> text;
            };
        } catch (IllegalArgumentException other) {
            return null;
        }
    }

    private static @Nullable Object bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> (Object) 1L;
            case "false", "0" -> 0L;
            default -> null;
        };
    }

    private static Double real(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "inf", "+inf", "infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> Double.valueOf(text);
        };
    }

    private static @Nullable Object ticks(long ticks, long invalid) {
        return ticks == invalid ? null : (Object) ticks;
    }

    @Override
    public boolean isNull(int column) {
        return values[column] == null;
    }

    @Override
    public long whole(int column) {
        return values[column] instanceof Long whole ? whole : 0;
    }

    @Override
    public double real(int column) {
        return values[column] instanceof Double real ? real : 0;
    }

    @Override
    public void text(int column, Text into) {
        into.set(values[column] instanceof String text ? text : "");
    }

    @Override
    public void dynamic(int column, DynamicValue into) {
        String text = String.valueOf(values[column]);
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        if (isJson(text)) {
            into.setRaw(json, 0, json.length);
        } else {
            into.setTree(text);
        }
    }

    private static boolean isJson(String text) {
        try {
            JSON.readTree(text);
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    @Override
    public @Nullable Object object(int column) {
        return values[column];
    }
}
