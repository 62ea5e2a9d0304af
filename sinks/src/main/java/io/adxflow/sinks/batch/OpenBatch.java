package io.adxflow.sinks.batch;

/**
 * What an open batch has summed up; its slices are kept beside it.
 *
 * @param dueMillis wall clock at which it is sealed, the earliest that one of its chunks asked for
 */
record OpenBatch(
        long rows,
        long rawBytes,
        long storedBytes,
        long oldestArrivalMillis,
        long minTimestampMillis,
        long maxTimestampMillis,
        long dueMillis) {

    static final OpenBatch EMPTY =
            new OpenBatch(0, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE);

    OpenBatch plus(Chunk chunk) {
        return new OpenBatch(
                rows + chunk.rows(),
                rawBytes + chunk.rawLength(),
                storedBytes + chunk.deflatedLength(),
                Math.min(oldestArrivalMillis, chunk.oldestArrivalMillis()),
                Math.min(minTimestampMillis, chunk.minTimestampMillis()),
                Math.max(maxTimestampMillis, chunk.maxTimestampMillis()),
                Math.min(dueMillis, chunk.sealAtMillis()));
    }
}
