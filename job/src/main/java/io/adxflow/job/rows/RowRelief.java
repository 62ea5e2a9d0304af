package io.adxflow.job.rows;

/**
 * Makes room when the rows or the series of one body alone take too much. Called within an append, between two rows: tables may be
 * drained. Whoever drains some must drain what the rest of the body adds to them, too, before the next checkpoint: a table's
 * position in the body log cannot be within a body.
 */
public interface RowRelief {
    /** For callers that bound rows between appends. */
    RowRelief NONE = new RowRelief() {
        @Override
        public void rowsTakeMore() {}

        @Override
        public boolean seriesTakeTooMuch() {
            return false;
        }
    };

    /** Rows take {@link LiveTables#RELIEF_BYTES} more than at the start of the append, or at the last call. */
    void rowsTakeMore();

    /**
     * The cache has too many series that it cannot evict, for they have rows.
     *
     * @return whether all tables were drained
     */
    boolean seriesTakeTooMuch();
}
