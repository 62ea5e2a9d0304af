package io.adxflow.sinks.batch;

/** A slice as its segment describes it. Times are epoch milliseconds. */
public record SegmentSlice(
        BatchKey key, SliceRef ref, long oldestArrivalMillis, long minTimestampMillis, long maxTimestampMillis) {}
