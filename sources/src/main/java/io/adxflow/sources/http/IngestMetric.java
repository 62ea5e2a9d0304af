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
    GRPC_CALLS(
            "grpc_calls",
            Kind.GAUGE,
            "gRPC calls received or waiting for their answer; bounded by ingest.max-connections."),
    LISTEN_PORT(
            "listen_port",
            Kind.GAUGE,
            "The port of each listener (http, otlp_http, otlp_grpc); -1 when it is off. Reported by the first reader of each"
                    + " process; 0 by the others.");

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
