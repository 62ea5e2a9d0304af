package io.adxflow.sinks.batch;

import java.util.List;

/**
 * A batch that takes no more rows: references to its slices, in order, never the rows.
 *
 * @param batchId unique for all time, fixed here; every later step is idempotent by it. Letters, digits and '-' only
 * @param rows sum over the slices
 * @param rawBytes CSV bytes, sum over the slices
 * @param oldestArrivalMillis wall clock at which its oldest row was received, epoch milliseconds
 * @param sealedAtMillis wall clock, epoch milliseconds
 */
public record SealedBatch(
        String batchId,
        BatchKey key,
        List<SliceRef> slices,
        long rows,
        long rawBytes,
        long oldestArrivalMillis,
        long minTimestampMillis,
        long maxTimestampMillis,
        long sealedAtMillis)
        implements DeliveryElement {

    /** Deflated bytes, sum over the slices. */
    public long storedBytes() {
        long sum = 0;
        for (SliceRef slice : slices) {
            sum += slice.length();
        }
        return sum;
    }
}
