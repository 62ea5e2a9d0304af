package io.adxflow.job.rows;

/**
 * A row that was taken from its sender but cannot be written to any table.
 *
 * @param series the metric and its labels as text, for people; of a row of which a value is too large, its table
 * @param detail what is wrong with it, with the sizes that matter
 * @param row the row as JSON: timestamp in epoch milliseconds and value; of a row of which a value is too large, every column
 * @param sender remote address and user agent
 * @param arrivalMillis wall clock at which it was received, epoch milliseconds
 * @param columns of a row that has every column, {@code name:type,…}; else empty
 * @param labels of a sample, all of them as an object of JSON; empty when they are too large, not to be shown, or it is no sample
 */
public record DeadLetter(
        Reason reason,
        String namespace,
        String database,
        String series,
        String detail,
        String row,
        String sender,
        long arrivalMillis,
        String columns,
        String labels) {

    /** What cannot come in again. */
    public DeadLetter(
            Reason reason,
            String namespace,
            String database,
            String series,
            String detail,
            String row,
            String sender,
            long arrivalMillis) {
        this(reason, namespace, database, series, detail, row, sender, arrivalMillis, "", "");
    }

    /** Why no table can take the row. */
    public enum Reason {
        /** The metric's name holds no ASCII letter or digit, so no table name is left of it. */
        EMPTY_TABLE_NAME,
        /** The labels' JSON is larger than one dynamic value may be. */
        LABELS_TOO_LARGE,
        /** A value of another column, or of a log record or span, is larger than one value of a table may be. */
        VALUE_TOO_LARGE,
        /** The timestamp lies outside the years 0001 to 9999, which is all that a datetime holds. */
        TIMESTAMP_OUT_OF_RANGE,
        /** The program of its namespace failed on the record, and the namespace wants such records here. */
        TRANSFORM_FAILED,
        /** A blob or message that was listened for cannot be read, or is nothing that its namespace takes. */
        UNREADABLE_INPUT
    }
}
