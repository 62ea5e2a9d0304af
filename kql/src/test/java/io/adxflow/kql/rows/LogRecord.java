package io.adxflow.kql.rows;

import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import io.adxflow.kql.values.DynamicValue;
import io.adxflow.kql.values.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log record as one lies in memory: numbers, and ranges of one array of bytes. */
final class LogRecord implements RecordReader {
    static final Schema SCHEMA = new Schema(List.of(
            new Column("Timestamp", KqlType.DATETIME),
            new Column("SeverityNumber", KqlType.INT),
            new Column("SeverityText", KqlType.STRING),
            new Column("Body", KqlType.STRING),
            new Column("Attributes", KqlType.DYNAMIC),
            new Column("Score", KqlType.REAL),
            new Column("Sampled", KqlType.BOOL)));

    private final byte[] bytes;
    private final int[] from = new int[3];
    private final int[] to = new int[3];

    LogRecord(String severity, String body, String attributes) {
        StringBuilder all = new StringBuilder();
        String[] texts = {severity, body, attributes};
        for (int i = 0; i < texts.length; i++) {
            all.append('#');
            from[i] = all.toString().getBytes(StandardCharsets.UTF_8).length;
            all.append(texts[i]);
            to[i] = all.toString().getBytes(StandardCharsets.UTF_8).length;
        }
        bytes = all.append('#').toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean isNull(int column) {
        return false;
    }

    @Override
    public long whole(int column) {
        return column == 0 ? 638_000_000_000_000_000L : column == 1 ? 9 : 0;
    }

    @Override
    public double real(int column) {
        return 0.25;
    }

    @Override
    public void text(int column, Text into) {
        into.set(bytes, from[column - 2], to[column - 2]);
    }

    @Override
    public void dynamic(int column, DynamicValue into) {
        into.setRaw(bytes, from[2], to[2]);
    }

    @Override
    public @Nullable Object object(int column) {
        return null;
    }
}
