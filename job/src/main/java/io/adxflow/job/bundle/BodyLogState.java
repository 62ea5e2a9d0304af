package io.adxflow.job.bundle;

import java.util.List;
import java.util.Map;

/**
 * What a checkpoint holds of one body log: the files, and for each table with rows that were in no chunk yet, the first record
 * that has such rows. Rows of a table not named here, and rows of records before a table's position, are in chunks.
 *
 * @param rules the row rules under which these records became rows, as {@link RowRulesText}
 * @param positions by table id; the log's files reach back to the smallest
 */
record BodyLogState(String rules, List<BodyLogFile> files, Map<TableId, Long> positions) {

    /** The stable 128-bit id of a table key. */
    record TableId(long high, long low) {}
}
