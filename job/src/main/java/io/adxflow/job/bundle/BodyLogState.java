package io.adxflow.job.bundle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint holds of one body log: the files, and for each table with rows that were in no chunk yet, the first record
 * that has such rows. Rows of a table not named here, and rows of records before a table's position, are in chunks.
 *
 * @param rulesHash names the document under which these records became rows; empty where the text stands for it
 * @param rulesVersion of the code that made these rows, as {@link io.adxflow.job.rows.RowRules#version}; of a text, its own says it
 * @param rulesText the row rules themselves, as {@link RowRulesText}, from a build without versions; else null
 * @param positions the log's files reach back to the smallest
 */
record BodyLogState(
        String rulesHash,
        int rulesVersion,
        @Nullable String rulesText,
        List<BodyLogFile> files,
        TablePositions positions) {}
