package io.adxflow.job.rows;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvText;
import io.adxflow.job.tables.CsvTimestamps;
import org.jspecify.annotations.Nullable;

/**
 * Writes the parts that encoded rows have in common: {@code Timestamp,SeriesId,Labels,Name} at first, lifted columns last. A row with
 * a value that no column takes goes to the dead letters instead of its table.
 */
final class RowWriter {
    private final SeriesCache cache;
    private final LargeRows largeRows;
    private final CsvTimestamps timestamps = new CsvTimestamps();

    RowWriter(SeriesCache cache, LargeRows largeRows) {
        this.cache = cache;
        this.largeRows = largeRows;
    }

    /** Begins a row of a series, up to its name and without a comma behind it. */
    ByteBuilder begin(TableBuffer table, int series, long timestamp) {
        ByteBuilder row = table.encodedRows().beginRow();
        timestamp(timestamp, row);
        Interned text = cache.text(series);
        row.put(',').put(cache.ids[series]).put(text.bytes, 0, text.split);
        byte[] name = cache.name(series).bytes;
        CsvText.appendString(name, 0, name.length, row);
        return row;
    }

    /**
     * Ends a row of a series with the lifted columns.
     *
     * @return null, or why the row went to the dead letters
     */
    @Nullable
    String end(TableBuffer table, AppendContext append, int series, long timestamp) {
        Interned text = cache.text(series);
        // The text ends with the line's end, which the buffer writes itself.
        table.encodedRows().beginRow().put(text.bytes, text.split, text.bytes.length - 1);
        return end(table, append, timestamp);
    }

    /**
     * Ends a row. Of a table that the filter does not keep it is only looked at.
     *
     * @return null, or why no table takes it
     */
    @Nullable
    String end(TableBuffer table, AppendContext append, long timestamp) {
        boolean kept = table.keeps(append);
        EncodedRows rows = table.encodedRows();
        ByteBuilder row = rows.beginRow();
        if (largeRows.isTooLarge(row.array(), rows.rowStart(), row.length())) {
            String why = largeRows.why(table.key());
            if (kept) {
                largeRows.send(append.result, table.key(), append.sender, append.arrivalMillis);
            }
            table.takeBackRow();
            return why;
        }
        if (!kept) {
            table.takeBackRow();
            return null;
        }
        table.open(append.sequence, append.arrivalMillis);
        table.cover(timestamp);
        rows.endRow();
        append.result.rows++;
        append.result.delivered(table.key().deliveries(), 1);
        return null;
    }

    /** Whether rows of the table need not be made: it keeps none, and nobody wants to know whether it could. */
    static boolean isIdle(TableBuffer table, AppendContext append) {
        return !table.keeps(append) && (append.lettersAreWritten || append.filter != RowFilter.NONE);
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
