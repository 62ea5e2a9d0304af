package io.adxflow.job.rows;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvText;
import io.adxflow.job.tables.CsvTimestamps;

/** Writes the parts that encoded rows have in common: {@code Timestamp,SeriesId,Labels,Name} at first, lifted columns last. */
final class RowWriter {
    private final SeriesCache cache;
    private final CsvTimestamps timestamps = new CsvTimestamps();

    RowWriter(SeriesCache cache) {
        this.cache = cache;
    }

    /** Begins a row of a series, up to its name and without a comma behind it. */
    ByteBuilder begin(TableBuffer table, AppendContext append, int series, long timestamp) {
        table.open(append.sequence, append.arrivalMillis);
        table.cover(timestamp);
        ByteBuilder row = table.encodedRows().beginRow();
        timestamp(timestamp, row);
        Interned text = cache.text(series);
        row.put(',').put(cache.ids[series]).put(text.bytes, 0, text.split);
        byte[] name = cache.name(series).bytes;
        CsvText.appendString(name, 0, name.length, row);
        return row;
    }

    /** Ends a row of a series with the lifted columns. */
    void end(TableBuffer table, AppendContext append, int series) {
        Interned text = cache.text(series);
        // The text ends with the line's end, which the buffer writes itself.
        table.encodedRows().beginRow().put(text.bytes, text.split, text.bytes.length - 1);
        table.encodedRows().endRow();
        append.result.rows++;
    }

    void timestamp(long millis, ByteBuilder row) {
        row.end(timestamps.write(millis, row.room(CsvTimestamps.ROOM), row.length()));
    }

    /** An instant that may be missing: 0 or one that no datetime holds leaves the field empty. */
    void optionalTimestamp(long millis, ByteBuilder row) {
        if (millis != 0 && CsvTimestamps.isInRange(millis)) {
            timestamp(millis, row);
        }
    }
}
