package io.adxflow.job.rows;

import io.adxflow.sources.wire.DecodedBody;

/** What holds for all rows of one append. */
final class AppendContext {
    final AppendResult result;
    /** Counts appends, so that a table asks the filter once in each. */
    final long number;

    final DecodedBody body;
    final Route route;
    final long sequence;
    final long arrivalMillis;
    final String sender;
    final RowFilter filter;

    AppendContext(
            AppendResult result,
            long number,
            DecodedBody body,
            Route route,
            long sequence,
            long arrivalMillis,
            String sender,
            RowFilter filter) {
        this.result = result;
        this.number = number;
        this.body = body;
        this.route = route;
        this.sequence = sequence;
        this.arrivalMillis = arrivalMillis;
        this.sender = sender;
        this.filter = filter;
    }
}
