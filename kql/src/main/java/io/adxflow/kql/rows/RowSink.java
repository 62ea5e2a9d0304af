package io.adxflow.kql.rows;

/** Takes the rows that a program makes. */
@FunctionalInterface
public interface RowSink {
    /**
     * Takes a row.
     *
     * @param row by the program's schema; calculates a value when it is asked for it, and is valid during the call alone
     */
    void row(RecordReader row);
}
