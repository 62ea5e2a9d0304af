package io.adxflow.job.rows;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.otlp.restore.RecordsOfRows;
import io.adxflow.job.otlp.restore.RecordsOfRows.Place;
import io.adxflow.job.tables.CsvRow;

/** Rows of one body that rules see as the records that they were: whatever table a record names, it is where its row was. */
final class RestoredRows {
    private final NamespaceSpec namespace;
    private final TableKey key;
    private final RecordsOfRows records;
    private final byte[] body;
    private final RowPlacer placer;
    private final CsvRow fields = new CsvRow();

    /**
     * Such rows.
     *
     * @param namespace whose rules say which table and columns the rows have
     * @param key their table, with the columns that they came with
     * @param records made of the body
     * @param placer where rows are set aside of which nothing is made
     */
    RestoredRows(NamespaceSpec namespace, TableKey key, RecordsOfRows records, byte[] body, RowPlacer placer) {
        this.namespace = namespace;
        this.key = key;
        this.records = records;
        this.body = body;
        this.placer = placer;
    }

    NamespaceSpec namespace() {
        return namespace;
    }

    /** What tells encoders of such rows from others of the namespace. */
    String schema() {
        return key.schema();
    }

    /** Sets aside those of which no record was made. */
    void setAsideUnreadable() {
        for (RecordsOfRows.Unreadable each : records.unreadable()) {
            placer.count();
            setAside(each.place(), each.why());
        }
    }

    /** Sets aside the row of a record that cannot be a row again. */
    void setAside(int record, String why) {
        setAside(records.places().get(record), why);
    }

    private void setAside(Place place, String why) {
        fields.take(body, place.start(), place.end());
        placer.setAside(DeadLetter.Reason.UNREADABLE_INPUT, key, why, fields);
    }
}
