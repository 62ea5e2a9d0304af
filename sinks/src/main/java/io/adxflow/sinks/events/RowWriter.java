package io.adxflow.sinks.events;

/** Writes a row as the text of an event, without a line's end. */
interface RowWriter {
    void write(RowReader row, Bytes to);

    /** The row's own CSV record. */
    static RowWriter csv() {
        return (row, to) -> to.put(row.bytes(), row.lineStart(), row.lineEnd());
    }
}
