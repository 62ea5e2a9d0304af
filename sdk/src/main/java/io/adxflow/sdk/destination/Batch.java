package io.adxflow.sdk.destination;

import java.util.List;

/**
 * Rows of one table that are delivered together, once.
 *
 * @param id unique for all time, and the name by which every step is idempotent. Letters, digits and {@code -} only, so that it may be a
 *     file's name
 * @param database any text up to 1,024 characters, without control characters
 * @param table likewise
 * @param columns in the order of the CSV
 * @param rows how many
 * @param csvBytes size of the CSV before compression
 * @param minTimestampMillis the smallest timestamp of a row, epoch milliseconds
 * @param maxTimestampMillis the largest
 * @param sealedAtMillis wall clock when it took its last row, epoch milliseconds
 */
public record Batch(
        String id,
        String database,
        String table,
        List<Column> columns,
        long rows,
        long csvBytes,
        long minTimestampMillis,
        long maxTimestampMillis,
        long sealedAtMillis) {
    public Batch {
        columns = List.copyOf(columns);
    }

    /**
     * A column.
     *
     * @param type datetime, long, int, real, string, dynamic, bool, timespan, guid or decimal, as Azure Data Explorer has them
     */
    public record Column(String name, String type) {}
}
