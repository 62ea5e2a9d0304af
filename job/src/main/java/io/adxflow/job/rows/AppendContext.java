package io.adxflow.job.rows;

import io.adxflow.sources.wire.DecodedBody;

/** What holds for all rows of one append. Reused. */
final class AppendContext {
    final AppendResult result = new AppendResult();
    /** Counts appends, so that a table asks the filter once in each. */
    long number;

    DecodedBody body = new DecodedBody();
    RowFilter filter = RowFilter.NONE;
    long sequence;
    long arrivalMillis;
    String sender = "";

    void begin(DecodedBody newBody, long newSequence, long newArrivalMillis, String newSender, RowFilter newFilter) {
        result.clear();
        number++;
        body = newBody;
        sequence = newSequence;
        arrivalMillis = newArrivalMillis;
        sender = newSender;
        filter = newFilter;
    }
}
