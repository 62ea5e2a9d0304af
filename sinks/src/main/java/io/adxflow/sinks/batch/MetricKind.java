package io.adxflow.sinks.batch;

/** How a metric moves. */
public enum MetricKind {
    /** Only up, from 0 at each start of its task. */
    COUNTER,
    /** Up and down. */
    GAUGE
}
