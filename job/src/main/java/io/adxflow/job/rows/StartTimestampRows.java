package io.adxflow.job.rows;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvTimestamps;

/** Rows of {@code Prom_StartTimestamps}: one when a counter's start is seen first or changes. */
final class StartTimestampRows {
    private final TableRegistry tables;
    private final RowWriter writer;

    StartTimestampRows(TableRegistry tables, RowWriter writer) {
        this.tables = tables;
        this.writer = writer;
    }

    /** Remembers the start whether or not a row is kept: one that is not was written before. */
    void append(AppendContext append, int series, Deliveries deliveries, long timestamp, long startTimestamp) {
        if (startTimestamp == 0
                || !CsvTimestamps.isInRange(startTimestamp)
                || !tables.cache().startTimestampChanged(series, startTimestamp)) {
            return;
        }
        TableBuffer table = tables.forEncodedRows(append.route.startTimestamps(deliveries));
        if (table.keeps(append)) {
            ByteBuilder row = writer.begin(table, series, timestamp);
            row.put(',');
            writer.timestamp(startTimestamp, row);
            // Counts as nothing in the answer, so nobody is told of one that is too large.
            var unused = writer.end(table, append, series, timestamp);
        }
    }
}
