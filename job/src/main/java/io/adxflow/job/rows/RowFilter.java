package io.adxflow.job.rows;

/** Chooses the tables whose rows an append keeps: a replay skips what was cut before, a retry keeps nothing. */
@FunctionalInterface
public interface RowFilter {
    RowFilter ALL = table -> true;
    RowFilter NONE = table -> false;

    /** Asked at most once per table and body. Rows that no table takes are asked for under a key whose table is empty. */
    boolean keeps(TableKey table);
}
