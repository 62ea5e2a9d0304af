package io.adxflow.job.rows;

import io.adxflow.sources.wire.DecodedBody;

/** What holds for all rows of one append. */
final class AppendContext {
    /** CSV that the rows of one request may take: a body may be a thousandth of it, for rows repeat their labels. */
    static final long MAX_ROW_BYTES = 512 << 20;

    /** Of a dead letter. */
    static final int LETTER_BYTES = 1 << 10;

    /** Of a row beside its labels. */
    private static final int USUAL_BYTES = 64;

    private long rowBytes;
    final AppendResult result;
    /** Counts appends, so that a table asks the filter once in each. */
    final long number;

    final DecodedBody body;
    final Route route;
    final long sequence;
    final long arrivalMillis;
    final String sender;
    final RowFilter filter;
    /** Whether what goes to the dead letters counts as written: else its sender is told that it was refused. */
    final boolean lettersAreWritten;

    /** Counts the rows of a series. */
    void addRowBytes(int rows, int textLength) {
        rowBytes += (long) rows * (textLength + USUAL_BYTES);
    }

    /** Counts what was read to make the rows. */
    void addReadBytes(long bytes) {
        rowBytes += bytes;
    }

    /** A replay has no such bound: what it keeps was taken before. */
    boolean hasTooManyRowBytes() {
        return rowBytes > MAX_ROW_BYTES && (filter == RowFilter.ALL || filter == RowFilter.NONE);
    }

    AppendContext(
            AppendResult result,
            long number,
            DecodedBody body,
            Route route,
            long sequence,
            long arrivalMillis,
            String sender,
            RowFilter filter,
            boolean lettersAreWritten) {
        this.result = result;
        this.number = number;
        this.body = body;
        this.route = route;
        this.sequence = sequence;
        this.arrivalMillis = arrivalMillis;
        this.sender = sender;
        this.filter = filter;
        this.lettersAreWritten = lettersAreWritten;
    }

    /** Counts rows that nobody wants, at first sight only. */
    void countUnsubscribed(TableKey table, int rows) {
        if (table.deliveries().areNone() && filter == RowFilter.ALL) {
            result.unsubscribedRows += rows;
        }
    }
}
