package io.adxflow.job.self;

import io.adxflow.sources.wire.RowsBody;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Rows of one table as a body of {@link RowsBody}, made field by field. */
final class CsvBody {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final StringBuilder row = new StringBuilder();
    private int rows;

    CsvBody(String table, String schema) {
        bytes.writeBytes(RowsBody.head(table, schema));
    }

    CsvBody time(long epochMillis) {
        return raw(Instant.ofEpochMilli(epochMillis).toString());
    }

    CsvBody text(String value) {
        return raw('"' + value.replace("\"", "\"\"") + '"');
    }

    /** Null in the table when it is no number. */
    CsvBody real(double value) {
        boolean isWhole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return raw(Double.isFinite(value) ? (isWhole ? Long.toString((long) value) : Double.toString(value)) : "");
    }

    CsvBody whole(long value) {
        return raw(Long.toString(value));
    }

    private CsvBody raw(String field) {
        row.append(row.isEmpty() ? "" : ",").append(field);
        return this;
    }

    void endRow() {
        bytes.writeBytes(row.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        row.setLength(0);
        rows++;
    }

    int rows() {
        return rows;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
