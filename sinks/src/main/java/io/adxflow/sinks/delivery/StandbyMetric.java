package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.MetricKind;

/** What waits in standby stores, by moniker whose batches wait. */
public enum StandbyMetric {
    STANDBY_BATCHES("standby_batches", MetricKind.GAUGE, "Batches whose bytes wait in the moniker's standby store"),
    STANDBY_ROWS("standby_rows", MetricKind.GAUGE, "Rows of batches in the standby store"),
    STANDBY_BYTES("standby_bytes", MetricKind.GAUGE, "Compressed bytes of batches in the standby store"),
    OLDEST_STANDBY_SECONDS(
            "oldest_standby_seconds",
            MetricKind.GAUGE,
            "Age of the oldest batch in the standby store, since it was sealed; 0 when there is none"),
    STANDBY_NAMES(
            "standby_names",
            MetricKind.GAUGE,
            "Batches in the standby store that the job has by name in memory; bounded, whatever the store holds"),
    STANDBY_FAILING(
            "standby_failing",
            MetricKind.GAUGE,
            "1 while the standby store itself cannot be listed, written or read, else 0"),
    STANDBY_MOVED("standby_moved_batches_total", MetricKind.COUNTER, "Batches whose bytes moved to the standby store"),
    STANDBY_DELIVERED(
            "standby_delivered_batches_total", MetricKind.COUNTER, "Batches delivered from the standby store");

    private final String id;
    private final MetricKind kind;
    private final String help;

    StandbyMetric(String id, MetricKind kind, String help) {
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
