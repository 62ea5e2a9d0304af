package io.adxflow.sinks.batch;

/** The batcher's metrics. */
public enum BatchMetric {
    SEALED_BATCHES("sealed_batches_total", MetricKind.COUNTER, "Batches sealed, by moniker"),
    SEALED_ROWS("sealed_rows_total", MetricKind.COUNTER, "Rows of sealed batches, by moniker"),
    OPEN_BATCHES("open_batches", MetricKind.GAUGE, "Batches that still take rows"),
    OPEN_BYTES("open_bytes", MetricKind.GAUGE, "Compressed bytes of open batches, by moniker"),
    SEGMENT_BYTES("segment_bytes_total", MetricKind.COUNTER, "Compressed bytes appended to segment files");

    private final String id;
    private final MetricKind kind;
    private final String help;

    BatchMetric(String id, MetricKind kind, String help) {
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
