package io.adxflow.sources.wire.otlp.metrics;

import java.util.Optional;
import java.util.stream.Stream;

/** How OpenTelemetry's names of metrics and attributes become names of metrics and labels. */
public enum MetricNaming {
    /**
     * Prometheus' names with the unit and {@code _total} as suffixes ({@code UnderscoreEscapingWithSuffixes}):
     * {@code http.server.duration} in {@code s} is {@code http_server_duration_seconds}.
     */
    PROMETHEUS("prometheus"),
    /** Prometheus' names without these suffixes: {@code http_server_duration}. */
    PROMETHEUS_NO_SUFFIXES("prometheus-no-suffixes"),
    /** Names as they were sent: {@code http.server.duration}. */
    AS_SENT("as-sent");

    private final String text;

    MetricNaming(String text) {
        this.text = text;
    }

    /** What stands for it in a configuration. */
    public String text() {
        return text;
    }

    /** The one that a text stands for. */
    public static Optional<MetricNaming> ofText(String text) {
        return Stream.of(values()).filter(naming -> naming.text.equals(text)).findFirst();
    }
}
