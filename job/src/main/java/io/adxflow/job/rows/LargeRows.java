package io.adxflow.job.rows;

import io.adxflow.job.tables.CsvRow;
import java.util.List;

/**
 * Finds rows with a value that is larger than a column takes, whatever the column, and sends them to the dead letters, whole: with
 * all that they would have said.
 */
final class LargeRows {
    private final DeadLetterOutput output;
    private final int maxValueBytes;
    private final CsvRow fields = new CsvRow();
    private int largeField;

    /** @param maxValueBytes what a column takes: of a larger dynamic value Azure Data Explorer makes null, a string it cuts */
    LargeRows(DeadLetterOutput output, int maxValueBytes) {
        this.output = output;
        this.maxValueBytes = maxValueBytes;
    }

    /** Whether a value of the row, encoded and without its end, is too large. Costs nothing for a row that is small as a whole. */
    boolean isTooLarge(byte[] bytes, int start, int end) {
        if (end - start <= maxValueBytes) {
            return false;
        }
        fields.take(bytes, start, end);
        largeField = fields.firstLargerThan(maxValueBytes);
        return largeField >= 0;
    }

    /** What is too large of the row that was found to be, for messages. */
    String why(TableKey key) {
        return column(key) + " of " + fields.size(largeField) + " bytes (at most " + maxValueBytes + ", "
                + RowOptions.MAX_LABELS_SIZE.key() + ")";
    }

    private String column(TableKey key) {
        String column = key.schema().split(",")[largeField];
        return column.substring(0, column.indexOf(':'));
    }

    /** Sends the row that was found to be too large. */
    void send(AppendResult result, TableKey key, String sender, long arrivalMillis) {
        List<String> columns = List.of(key.schema().split(","));
        result.deadLetteredRows++;
        output.accept(new DeadLetter(
                DeadLetter.Reason.VALUE_TOO_LARGE,
                key.namespace(),
                key.database(),
                key.table(),
                why(key),
                fields.toJson(columns),
                sender,
                arrivalMillis,
                key.schema(),
                ""));
    }

    /** Sends a row of a record whose program failed. */
    void sendFailed(RecordAppend append, TableKey key, String why, byte[] bytes, int start, int end) {
        append.result().deadLetteredRows++;
        fields.take(bytes, start, end);
        output.accept(new DeadLetter(
                DeadLetter.Reason.TRANSFORM_FAILED,
                key.namespace(),
                key.database(),
                key.table(),
                "the program of namespaces." + key.namespace() + ".transform failed: " + why,
                fields.toJson(List.of(key.schema().split(","))),
                append.sender(),
                append.arrivalMillis(),
                key.schema(),
                ""));
    }
}
