package io.adxflow.job.rows;

/** Takes a table's samples, the rows of a series together. */
public interface SampleRows {
    /**
     * The rows that follow are of this series.
     *
     * @param text what surrounds the value in a row, from the comma behind the id to the end of the line; not to be written to,
     *     and valid until the last of the rows
     * @param split where in the text the value goes
     */
    void series(long id, byte[] text, int split);

    /** A row of the series last named. */
    void row(long timestampMillis, double value);
}
