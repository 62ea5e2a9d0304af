package io.adxflow.kql.rows;

import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import io.adxflow.kql.values.DynamicValue;
import io.adxflow.kql.values.JsonText;
import io.adxflow.kql.values.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record of Java values, as the package {@code types} describes them; strings as bytes and dynamics as raw JSON, as a real record has them. */
final class ListRecord implements RecordReader {
    private final Schema schema;
    private final List<@Nullable Object> values;
    private final byte[][] bytes;

    ListRecord(Schema schema, List<@Nullable Object> values) {
        this.schema = schema;
        this.values = values;
        this.bytes = new byte[values.size()][];
        for (int i = 0; i < bytes.length; i++) {
            Object value = values.get(i);
            if (value != null && schema.get(i).type() == KqlType.STRING) {
                bytes[i] = ("<" + value + ">").getBytes(StandardCharsets.UTF_8);
            } else if (value != null && schema.get(i).type() == KqlType.DYNAMIC) {
                bytes[i] = (" " + JsonText.write(value) + " ").getBytes(StandardCharsets.UTF_8);
            }
        }
    }

    @Override
    public boolean isNull(int column) {
        return values.get(column) == null;
    }

    @Override
    public long whole(int column) {
        Object value = values.get(column);
        return value instanceof Boolean bool ? bool ? 1 : 0 : ((Number) value).longValue();
    }

    @Override
    public double real(int column) {
        return (Double) values.get(column);
    }

    @Override
    public void text(int column, Text into) {
        byte[] utf8 = bytes[column];
        if (utf8 == null) {
            into.set("");
        } else {
            into.set(utf8, 1, utf8.length - 1);
        }
    }

    @Override
    public void dynamic(int column, DynamicValue into) {
        into.setRaw(bytes[column], 0, bytes[column].length);
    }

    @Override
    public @Nullable Object object(int column) {
        return values.get(column);
    }

    /** The values of a row, as the package {@code types} describes them. */
    static List<@Nullable Object> values(Schema schema, RecordReader row) {
        java.util.ArrayList<@Nullable Object> values = new java.util.ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            KqlType type = schema.get(i).type();
            if (type == KqlType.STRING) {
                Text text = new Text();
                row.text(i, text);
                values.add(text.string());
            } else if (row.isNull(i)) {
                values.add(null);
            } else {
                values.add(value(row, i, type));
            }
        }
        return values;
    }

    private static @Nullable Object value(RecordReader row, int column, KqlType type) {
        switch (type) {
            case BOOL:
                return row.whole(column) != 0;
            case INT:
                return (int) row.whole(column);
            case LONG, DATETIME, TIMESPAN:
                return row.whole(column);
            case REAL:
                return row.real(column);
            case DYNAMIC:
                DynamicValue dynamic = new DynamicValue();
                row.dynamic(column, dynamic);
                return dynamic.tree();
            default:
                return row.object(column);
        }
    }
}
