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
 * @param tableVersion of its table, the first that has its columns; 0 before it is given to a destination. In no state
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
        long sealedAtMillis,
        int tableVersion)
        implements DeliveryElement {

    /** A batch as it is sealed. */
    public SealedBatch(
            String batchId,
            BatchKey key,
            List<SliceRef> slices,
            long rows,
            long rawBytes,
            long oldestArrivalMillis,
            long minTimestampMillis,
            long maxTimestampMillis,
            long sealedAtMillis) {
        this(
                batchId,
                key,
                slices,
                rows,
                rawBytes,
                oldestArrivalMillis,
                minTimestampMillis,
                maxTimestampMillis,
                sealedAtMillis,
                0);
    }

    /** The same batch with its columns as its table's version names them. */
    public SealedBatch resolved(String schema, int version) {
        return new SealedBatch(
                batchId,
                new BatchKey(key.moniker(), key.database(), key.table(), schema, key.definition(), key.held()),
                slices,
                rows,
                rawBytes,
                oldestArrivalMillis,
                minTimestampMillis,
                maxTimestampMillis,
                sealedAtMillis,
                version);
    }

    /** Deflated bytes, sum over the slices. */
    public long storedBytes() {
        long sum = 0;
        for (SliceRef slice : slices) {
            sum += slice.length();
        }
        return sum;
    }
}
