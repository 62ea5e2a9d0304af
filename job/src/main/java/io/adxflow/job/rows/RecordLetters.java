package io.adxflow.job.rows;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvRow;
import java.util.List;

/** Sends records that no table can hold to the dead letters, whole: with all that their row would have said. */
final class RecordLetters {
    private static final int FIRST_BYTES = 4096;
    private static final int KEEP_BYTES = 1 << 20;

    private final DeadLetterOutput output;
    private final int maxValueBytes;
    private final CsvRow fields = new CsvRow();
    private ByteBuilder row = new ByteBuilder(FIRST_BYTES);
    private int largeField;

    RecordLetters(DeadLetterOutput output, int maxValueBytes) {
        this.output = output;
        this.maxValueBytes = maxValueBytes;
    }

    /** Where the next record is encoded. */
    ByteBuilder row() {
        if (row.array().length > KEEP_BYTES) {
            row = new ByteBuilder(FIRST_BYTES);
        }
        row.clear();
        return row;
    }

    /** Whether a value of the record is larger than one value may be. */
    boolean isTooLarge(ByteBuilder encoded) {
        if (encoded.length() <= maxValueBytes) {
            return false;
        }
        fields.take(encoded.array(), encoded.length());
        largeField = fields.firstLargerThan(maxValueBytes);
        return largeField >= 0;
    }

    /** Sends the record that was found to be too large. */
    void send(RecordAppend append, TableKey key) {
        List<String> columns = List.of(key.schema().split(","));
        String column =
                columns.get(largeField).substring(0, columns.get(largeField).indexOf(':'));
        append.result().deadLetteredRows++;
        output.accept(new DeadLetter(
                DeadLetter.Reason.VALUE_TOO_LARGE,
                key.namespace(),
                key.database(),
                key.table(),
                column + " of " + fields.size(largeField) + " bytes (at most " + maxValueBytes + ", "
                        + RowOptions.MAX_LABELS_SIZE.key() + ")",
                fields.toJson(columns),
                append.sender(),
                append.arrivalMillis()));
    }
}
