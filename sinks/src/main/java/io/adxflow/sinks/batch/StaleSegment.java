package io.adxflow.sinks.batch;

/** A segment found at start, written by an attempt that is dead: it gets no more slices. */
public record StaleSegment(String segment) implements DeliveryElement {}
