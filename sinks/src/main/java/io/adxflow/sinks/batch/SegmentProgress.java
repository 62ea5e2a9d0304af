package io.adxflow.sinks.batch;

/**
 * How many slices a segment holds.
 *
 * @param slicesWritten all so far, not only the new ones
 * @param closed true when it gets no more
 */
public record SegmentProgress(String segment, long slicesWritten, boolean closed) implements DeliveryElement {}
