package io.adxflow.sources.http;

/** The metrics of receiving; every reader registers all of them, and their sum over readers counts each event once. */
public enum IngestMetric {
    RECEIVED_REQUESTS("received_requests_total", Kind.COUNTER, "Requests handed to the chained operator, by format."),
    RECEIVED_BYTES("received_bytes_total", Kind.COUNTER, "Bytes of their bodies, as sent."),
    REJECTED_REQUESTS("rejected_requests_total", Kind.COUNTER, "Requests answered 4xx or 5xx, by reason."),
    INFLIGHT_BODY_BYTES(
            "inflight_body_bytes",
            Kind.GAUGE,
            "Heap held by bodies not yet decoded; bounded by ingest.inflight-bytes."),
    IDLE_BODY_BYTES(
            "idle_body_bytes",
            Kind.GAUGE,
            "Heap of bodies that are done with, to be filled again; with those in flight bounded by ingest.inflight-bytes."),
    ACKS_WAITING("acks_waiting", Kind.GAUGE, "Requests whose rows are taken and that wait for their checkpoint."),
    ACK_LATENCY(
            "ack_latency_ms",
            Kind.HISTOGRAM,
            "Time from a whole request to its answer, over the newest 4,096 answers."),
    CONNECTIONS("connections", Kind.GAUGE, "Open connections, gRPC's included; bounded by ingest.max-connections."),
    EVICTED_CONNECTIONS(
            "evicted_connections",
            Kind.GAUGE,
            "Connections closed since the listener opened because others needed their place: senders who kept them idle, or"
                    + " did not finish a request."),
    GRPC_CALLS(
            "grpc_calls",
            Kind.GAUGE,
            "gRPC calls received or waiting for their answer; bounded by ingest.max-connections."),
    NAMESPACE_BYTES(
            "namespace_received_bytes",
            Kind.GAUGE,
            "Bytes of a namespace's bodies taken since the listener opened, by namespace (the first 100); reported by the first"
                    + " reader of each process, 0 by the others."),
    NAMESPACE_TURNED_AWAY(
            "namespace_turned_away_requests",
            Kind.GAUGE,
            "Requests of a namespace refused since the listener opened for its limits or for what is scarce, reported"
                    + " likewise."),
    NAMESPACE_BOUND(
            "namespace_bound_bytes_per_second",
            Kind.GAUGE,
            "What a namespace may send through this process for now, bytes a second; -1 for no bound. Reported likewise."),
    NAMESPACE_LIVE_SERIES(
            "namespace_live_series",
            Kind.GAUGE,
            "Series of a namespace that the readers of this process know, one reader with another; bounded by"
                    + " limits.<namespace>.live-series. Reported likewise."),
    NAMESPACE_HELD_TABLES(
            "namespace_held_tables",
            Kind.GAUGE,
            "Tables of a namespace in this process; bounded by limits.<namespace>.tables and rows.max-tables. Reported"
                    + " likewise."),
    NAMESPACE_HELD_BYTES(
            "namespace_held_bytes",
            Kind.GAUGE,
            "Undelivered bytes of the databases that a namespace writes to, in this process; bounded by"
                    + " limits.<namespace>.storage. Reported likewise."),
    HELD_BYTES(
            "held_bytes",
            Kind.GAUGE,
            "Compressed bytes of batches that wait for a destination which takes batches, by moniker (the first 100), in this"
                    + " process; bounded by storage.max-bytes-per-moniker. Reported likewise."),
    LISTEN_PORT(
            "listen_port",
            Kind.GAUGE,
            "The port of each listener (http, otlp_http, otlp_grpc); -1 when it is off. Reported by the first reader of each"
                    + " process; 0 by the others."),
    DENIED_REQUESTS(
            "denied_requests_total",
            Kind.COUNTER,
            "Requests on any listener, by reason, whose credential was missing, wrong or not good for them; with"
                    + " ingest.authentication: observe those that were taken all the same as well."),
    REMEMBERED_CREDENTIALS(
            "remembered_credentials",
            Kind.GAUGE,
            "Credentials found good a moment ago, which cost a probe; at most 20,000."),
    FAILING_ADDRESSES(
            "failing_addresses", Kind.GAUGE, "Addresses whose wrong credentials are counted; at most 10,000."),
    UNREADABLE_SECRETS(
            "unreadable_secrets",
            Kind.GAUGE,
            "Secrets of senders that cannot be read, and 1 for an issuer's keys that cannot be fetched."),
    TLS_CERTIFICATE_EXPIRES(
            "tls_certificate_expires_seconds",
            Kind.GAUGE,
            "When the certificate of the listeners for senders (ingest) and for people (web) expires, in seconds since 1970;"
                    + " 0 without one."),
    TLS_FILES_REFUSED(
            "tls_files_refused",
            Kind.GAUGE,
            "1 while the files of a certificate are wrong, so that new connections get the one before.");

    /** How a metric behaves. */
    public enum Kind {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    private final String metricName;
    private final Kind kind;
    private final String help;

    IngestMetric(String metricName, Kind kind, String help) {
        this.metricName = metricName;
        this.kind = kind;
        this.help = help;
    }

    public String metricName() {
        return metricName;
    }

    public Kind kind() {
        return kind;
    }

    public String help() {
        return help;
    }
}
