package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.MetricKind;

/** What is known of batches after their commit: by moniker, database and table, or by moniker alone. */
public enum VerdictMetric {
    INGESTED_BATCHES(
            "ingested_batches_total",
            MetricKind.COUNTER,
            "Batches that a destination which decides later has ingested, by moniker, database, table"),
    INGESTED_ROWS(
            "ingested_rows_total",
            MetricKind.COUNTER,
            "Rows that such a destination has ingested, by moniker, database, table"),
    INGESTED_RAW_BYTES(
            "ingested_raw_bytes_total",
            MetricKind.COUNTER,
            "CSV bytes that such a destination has ingested, by moniker, database, table"),
    INGESTION_SECONDS(
            "ingestion_seconds_total",
            MetricKind.COUNTER,
            "Seconds from queue to table of all ingested batches together, by moniker"),
    FAILED_BATCHES(
            "failed_batches_total",
            MetricKind.COUNTER,
            "Batches that the destination refused for good after their commit, kept under dead-batches, by moniker,"
                    + " database, table"),
    FAILED_ROWS(
            "failed_rows_total",
            MetricKind.COUNTER,
            "Rows of batches refused for good after their commit, by moniker, database, table"),
    REQUEUED_BATCHES(
            "requeued_batches_total",
            MetricKind.COUNTER,
            "Times that a batch was queued again after its commit, by moniker, database, table"),
    REQUEUED_ROWS(
            "requeued_rows_total",
            MetricKind.COUNTER,
            "Rows of batches queued again, each time counted, by moniker, database, table"),
    UNCONFIRMED_BATCHES(
            "unconfirmed_batches", MetricKind.GAUGE, "Batches queued at the destination without a verdict, by moniker"),
    OLDEST_UNCONFIRMED_SECONDS(
            "oldest_unconfirmed_seconds",
            MetricKind.GAUGE,
            "How long the oldest queued batch without a verdict waits, by moniker"),
    OVERDUE_BATCHES(
            "overdue_batches",
            MetricKind.GAUGE,
            "Queued batches that wait for a verdict for longer than confirm-timeout, by moniker"),
    VERDICTS_AGE_SECONDS(
            "verdicts_age_seconds",
            MetricKind.GAUGE,
            "Time since verdicts were last looked through to the end, by moniker; the gauges of unconfirmed and overdue"
                    + " batches are of then");

    private final String id;
    private final MetricKind kind;
    private final String help;

    VerdictMetric(String id, MetricKind kind, String help) {
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
