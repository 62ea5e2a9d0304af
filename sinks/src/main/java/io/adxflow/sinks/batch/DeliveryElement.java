package io.adxflow.sinks.batch;

/** What the batcher hands to delivery: batches, and what the janitor must know about segment files. */
public sealed interface DeliveryElement permits SealedBatch, SegmentProgress, StaleSegment {}
