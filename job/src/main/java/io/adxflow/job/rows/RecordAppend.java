package io.adxflow.job.rows;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.sources.http.Target;

/**
 * What holds for all records of one append.
 *
 * @param number counts appends, so that a table asks the filter once in each
 */
record RecordAppend(
        long number,
        AppendResult result,
        NamespaceSpec namespace,
        Target target,
        long sequence,
        long arrivalMillis,
        String sender,
        RowFilter filter) {

    /** Counts a row that nobody wants, at first sight only. */
    void countUnsubscribed(TableKey table) {
        if (table.deliveries().areNone() && filter == RowFilter.ALL) {
            result.unsubscribedRows++;
        }
    }
}
