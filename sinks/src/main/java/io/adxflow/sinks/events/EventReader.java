package io.adxflow.sinks.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.TableSchema;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of a batch, one after the other, always the same ones for the same shape. Holds a slice of the batch and an event. For one
 * thread.
 */
public final class EventReader {
    private static final String SERIES = "SeriesId";

    private final EventShape shape;
    private final RowReader rows;
    private final RowWriter writer;
    private final int keyField;
    private final byte @Nullable [] tableKey;
    private final Bytes value = new Bytes();

    /** The parts of a long row that are not handed out yet. */
    private int part;

    private int parts;

    /** Whether {@link #rows} stands at a row that no event has. */
    private boolean ahead;

    private long longRow;
    private byte @Nullable [] longKey;

    public EventReader(SealedBatch batch, BatchContent content, EventShape shape) throws IOException {
        TableSchema schema = TableSchema.parse(batch.key().schema());
        List<String> names =
                schema.columns().stream().map(TableSchema.Column::name).toList();
        this.shape = shape;
        this.rows = new RowReader(content, names.size());
        this.writer = shape.format() == EventShape.Format.JSON ? new JsonRows(schema) : RowWriter.csv();
        this.keyField = names.indexOf(SERIES);
        this.tableKey = shape.keyBySeries()
                ? null
                : (batch.key().database() + "/" + batch.key().table()).getBytes(UTF_8);
    }

    /** The next event, or null after the last. */
    public @Nullable Event next() throws IOException {
        if (part < parts) {
            return nextPart();
        }
        if (!ahead && !rows.next()) {
            return null;
        }
        ahead = false;
        long first = rows.row();
        byte @Nullable [] series = series();
        value.clear();
        writer.write(rows, value);
        int count = 1;
        if (value.length() > shape.maxBytes()) {
            parts = (value.length() + shape.maxBytes() - 1) / shape.maxBytes();
            part = 0;
            longRow = first;
            longKey = key(series);
            return nextPart();
        }
        while (shape.bundleBytes() > 0 && series != null && rows.next()) {
            int before = value.length();
            boolean same = isSame(series);
            if (same) {
                value.put((byte) '\n');
                writer.write(rows, value);
            }
            if (!same || value.length() > Math.min(shape.bundleBytes(), shape.maxBytes())) {
                value.cut(before);
                ahead = true;
                break;
            }
            count++;
        }
        return new Event(key(series), value.copy(0, value.length()), first, count, 0, 1);
    }

    private Event nextPart() {
        int start = part * shape.maxBytes();
        int end = Math.min(value.length(), start + shape.maxBytes());
        return new Event(longKey, value.copy(start, end), longRow, 1, part++, parts);
    }

    private byte @Nullable [] key(byte @Nullable [] series) {
        return tableKey != null ? tableKey : series;
    }

    private byte @Nullable [] series() {
        return keyField < 0 ? null : Arrays.copyOfRange(rows.bytes(), rows.start(keyField), rows.end(keyField));
    }

    private boolean isSame(byte[] series) {
        return Arrays.equals(rows.bytes(), rows.start(keyField), rows.end(keyField), series, 0, series.length);
    }
}
