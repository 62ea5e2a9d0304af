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
    DROPPED_BATCHES("dropped_batches_total", MetricKind.COUNTER, "Parked batches that somebody has ordered to drop"),
    DROPPED_ROWS("dropped_rows_total", MetricKind.COUNTER, "Rows of batches that somebody has ordered to drop"),
    PARKED_BATCHES(
            "parked_batches", MetricKind.GAUGE, "Batches that their destination did not take, and that wait for it"),
    PARKED_BYTES("parked_bytes", MetricKind.GAUGE, "Compressed bytes of batches that wait for their destination"),
    LATE_BATCHES(
            "late_batches",
            MetricKind.GAUGE,
            "Batches not committed within delivery.commit-timeout and being delivered aside; not counted as parked"),
    HELD_BATCHES(
            "held_batches",
            MetricKind.GAUGE,
            "Batches that wait for a subscription that is paused; not counted as parked"),
    PENDING_BATCHES(
            "pending_batches",
            MetricKind.GAUGE,
            "Batches that their destination has taken and is still working on; not counted as parked"),
    OLDEST_UNDELIVERED_SECONDS(
            "oldest_undelivered_seconds",
            MetricKind.GAUGE,
            "How long the oldest batch that is parked, late or pending waits; 0 when there is none"),
    UNDELIVERABLE_BATCHES(
            "undeliverable_batches",
            MetricKind.GAUGE,
            "Parked batches whose database takes none while its destination does, by moniker, database"),
    UNDELIVERABLE_BYTES(
            "undeliverable_bytes",
            MetricKind.GAUGE,
            "Compressed bytes of such batches, by moniker, database; bounded by storage.max-undeliverable-share"),
    REQUESTS(
            "requests_total",
            MetricKind.COUNTER,
            "Requests to the destination that its provider bills, as far as it counts them (kinds blob and pair)"),
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
