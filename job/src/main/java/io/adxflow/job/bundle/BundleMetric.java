package io.adxflow.job.bundle;

/** The metrics of the row bundler. */
public enum BundleMetric {
    DECODED_SAMPLES("decoded_samples_total", "Samples in accepted bodies."),
    DECODED_HISTOGRAMS("decoded_histograms_total", "Native histogram samples in accepted bodies."),
    DECODED_EXEMPLARS("decoded_exemplars_total", "Exemplars in accepted bodies."),
    DECODED_METADATA("decoded_metadata_total", "Metadata entries in accepted bodies."),
    REJECTED_SAMPLES(
            "rejected_samples_total",
            "Samples and histograms of series that were refused with 400; the others of the body were written."),
    REJECTED_SERIES("rejected_series_total", "Series that were refused with 400."),
    DECODED_LOG_RECORDS("decoded_log_records_total", "OTLP log records in accepted bodies, without refused ones."),
    DECODED_SPANS("decoded_spans_total", "OTLP spans in accepted bodies, without refused ones."),
    REJECTED_LOG_RECORDS(
            "rejected_log_records_total",
            "Log records that were refused, as OTLP's partial success tells; the others of the body were written."),
    REJECTED_SPANS("rejected_spans_total", "Spans that were refused likewise."),
    DECODED_DATA_POINTS(
            "decoded_data_points_total",
            "OTLP metrics' data points in accepted bodies, without refused ones; what they become is counted as samples and"
                    + " histograms too."),
    REJECTED_DATA_POINTS("rejected_data_points_total", "Data points that were refused likewise."),
    ROUNDED_VALUES(
            "rounded_values_total",
            "Integers in OTLP metrics that no double holds exactly (above 2^53), written as the double next to them."),
    REJECTED_BODIES("rejected_bodies_total", "Bodies that could not be read at all, by reason."),
    DEDUPLICATED_REQUESTS(
            "deduplicated_requests_total", "Retries of bodies already written, acknowledged and not written again."),
    UNSUBSCRIBED_ROWS(
            "unsubscribed_rows_total",
            "Accepted rows that were not kept, since their namespace has no moniker of its own and no subscription selects them."),
    DEAD_LETTERED_ROWS(
            "dead_lettered_rows_total", "Accepted rows that no table can take, by reason; see `adxflow dead-letters`."),
    BUFFERED_TOTAL(
            "buffered_rows_total",
            "Rows put into table buffers, own tables (metadata, exemplars) included; replayed rows are not counted again."),
    REPLAYED_ROWS("replayed_rows_total", "Rows recovered from body logs after a restore."),
    BUNDLED_ROWS("bundled_rows_total", "Rows sent on in chunks, once per moniker."),
    CHUNKS("chunks_total", "Chunks sent on."),
    CHUNK_BYTES("chunk_bytes_total", "Deflated bytes of chunks sent on."),
    CHUNK_RAW_BYTES("chunk_raw_bytes_total", "CSV bytes of chunks sent on."),
    BUFFERED_ROWS("buffered_rows", "Rows waiting to be cut into chunks."),
    BUFFERED_BYTES("buffered_bytes", "Heap held by rows waiting to be cut; bounded by bundle.memory."),
    IDLE_ROW_BYTES("idle_row_bytes", "Heap kept for rows to come; with buffered_bytes bounded by bundle.memory."),
    DECODE_BYTES(
            "decode_bytes",
            "Heap that decoders hold: what the body at hand became, and arrays kept for the next; bounded by"
                    + " ingest.decode-memory-share."),
    LIVE_TABLES("live_tables", "Tables of which this reader keeps rows or series."),
    NAMESPACE_TABLES(
            "namespace_tables",
            "Tables that the senders of a namespace have in this process, the same from each reader; bounded by rows.max-tables."),
    LARGEST_SENDER_TABLES(
            "largest_sender_tables",
            "Of these, the tables of the sender that made most, which may be as many as are free."),
    ROUTED_ROWS("routed_rows_total", "Rows sent on in chunks, by namespace and moniker."),
    ROUTED_BYTES("routed_bytes_total", "CSV bytes of these rows."),
    REFUSED_TABLES(
            "refused_tables_total",
            "Series and records that were refused because their sender may make no more tables."),
    SCHEMA_TABLES(
            "schema_tables",
            "Tables whose newest version this process remembers, the same from each reader; at most 20,000."),
    SCHEMA_HINTS(
            "schema_hints",
            "Tables that senders said something of which no version has yet, the same from each reader; at most 10,000."),
    SCHEMA_ROWS(
            "schema_rows_waiting",
            "Versions with a row in AdxflowSchemas that no completed checkpoint holds yet; at most 1,000 are looked for at a"
                    + " time."),
    LIVE_SERIES("live_series", "Series in the series cache; bounded by rows.series-cache-size."),
    SERIES_CACHE_BYTES("series_cache_bytes", "Heap held by the series cache."),
    KNOWN_STREAM_BYTES(
            "known_stream_bytes",
            "Heap held by what is known of the streams of OTLP metrics; at most a quarter of rows.series-cache-size."),
    EVICTED_SERIES(
            "evicted_series_total",
            "Series that made room for others in the series cache; when it grows as fast as samples come, rows.series-cache-size is too small."),
    BODY_LOG_FILES("body_log_files", "Files of the body log."),
    BODY_LOG_BYTES("body_log_bytes", "Bytes in the body log; its age is bounded by batch.small-max-age."),
    MISSING_LOG_FILES(
            "missing_body_log_files_total",
            "Body log files that a restored, older checkpoint refers to and that are gone."),
    DAMAGED_LOG_FILES("damaged_body_log_files_total", "Body log files of which durable bytes did not read back."),
    NAME_COLLISIONS(
            "name_collisions_total",
            "Metrics that were found to share a table with one of another name, with normalise.identifiers; the log names them."),
    MENDED_TIMES(
            "mended_times_total",
            "Times that were taken for another unit's or set to their arrival, with normalise.timestamps."),
    RULE_DROPPED_ROWS(
            "rule_dropped_rows_total",
            "Accepted rows that a rule of their namespace dropped, by namespace and rule (of a reader's first 1,000, then by"
                    + " rule=\"other\")."),
    SPLIT_ROWS(
            "transform_split_rows_total",
            "Rows that records became beyond their first one, by namespaces.<name>.transform."),
    METRIC_FAILURES(
            "metrics_from_failures_total",
            "Records that a query of metrics-from could not be asked about; their rows were written."),
    TRANSFORM_FAILURES(
            "transform_failures_total",
            "Records whose program of namespaces.<name>.transform failed: they went on as they came, or to the dead letters."),
    SCRUBBED_TEXTS(
            "scrubbed_texts_total",
            "Sensitive texts found by namespaces.<name>.scrub, by namespace, rule and detector (pattern: an expression of the"
                    + " rule's own)."),
    NOT_ARCHIVED(
            "not_archived_requests_total",
            "Accepted bodies that are not in the archive, since their namespace has scrub rules and there was no memory to write them anew without what these take out, or they are rows that were listened for.");

    private final String metricName;
    private final String help;

    BundleMetric(String metricName, String help) {
        this.metricName = metricName;
        this.help = help;
    }

    public String metricName() {
        return metricName;
    }

    public String help() {
        return help;
    }
}
