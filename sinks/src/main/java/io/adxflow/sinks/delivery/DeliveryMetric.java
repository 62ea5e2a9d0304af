package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.MetricKind;

/** Delivery's metrics, by moniker unless said otherwise. */
public enum DeliveryMetric {
    STAGED_BATCHES("staged_batches_total", MetricKind.COUNTER, "Batches staged in time for their commit"),
    COMMITTED_BATCHES("committed_batches_total", MetricKind.COUNTER, "Batches delivered"),
    COMMITTED_ROWS("committed_rows_total", MetricKind.COUNTER, "Rows of delivered batches"),
    COMMITTED_BYTES("committed_bytes_total", MetricKind.COUNTER, "Compressed bytes of delivered batches"),
    MISSING_BATCHES(
            "missing_batches_total",
            MetricKind.COUNTER,
            "Batches taken as delivered because their segments are gone (after a restore of an older savepoint)"),
    DEAD_BATCHES("dead_batches_total", MetricKind.COUNTER, "Batches set aside because no attempt can succeed"),
    DEAD_ROWS("dead_rows_total", MetricKind.COUNTER, "Rows of batches set aside"),
    PARKED_BATCHES("parked_batches", MetricKind.GAUGE, "Batches waiting for their destination"),
    PARKED_BYTES("parked_bytes", MetricKind.GAUGE, "Compressed bytes of batches waiting for their destination"),
    PENDING_BATCHES(
            "pending_batches",
            MetricKind.GAUGE,
            "Parked batches that their destination has taken and is still working on"),
    SEGMENT_FILES("segment_files", MetricKind.GAUGE, "Segment files that hold undelivered slices (no moniker)");

    private final String id;
    private final MetricKind kind;
    private final String help;

    DeliveryMetric(String id, MetricKind kind, String help) {
        this.id = id;
        this.kind = kind;
        this.help = help;
    }

    /** Its name below the {@code adxflow} metric group. */
    public String id() {
        return id;
    }

    public MetricKind kind() {
        return kind;
    }

    public String help() {
        return help;
    }
}
