package io.adxflow.bench;

import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program with OpenTelemetry's SDK: its three exporters over one transport. What an exporter gives up is handed to it again, as a
 * collector's queue does, until it succeeds.
 */
final class SdkSender implements AutoCloseable {
    /** Longer than a job takes to start on a busy machine. */
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private static final RetryPolicy RETRIES = RetryPolicy.builder()
            .setMaxAttempts(5)
            .setInitialBackoff(Duration.ofSeconds(1))
            .setMaxBackoff(Duration.ofSeconds(5))
            // A connection that ends before the answer too, which the default takes for final.
            .setRetryExceptionPredicate(e -> true)
            .build();

    private final String name;
    private final LogRecordExporter logExporter;
    private final SpanExporter spanExporter;
    private final MetricExporter metricExporter;
    private final AggregationTemporalitySelector temporality;
    private String export = "";
    private Collection<LogRecordData> logs = java.util.List.of();
    private Collection<SpanData> spans = java.util.List.of();
    private Collection<MetricData> metrics = java.util.List.of();
    private CompletableResultCode logResult = CompletableResultCode.ofSuccess();
    private CompletableResultCode spanResult = CompletableResultCode.ofSuccess();
    private CompletableResultCode metricResult = CompletableResultCode.ofSuccess();

    private SdkSender(
            String name,
            LogRecordExporter logExporter,
            SpanExporter spanExporter,
            MetricExporter metricExporter,
            AggregationTemporalitySelector temporality) {
        this.name = name;
        this.logExporter = logExporter;
        this.spanExporter = spanExporter;
        this.metricExporter = metricExporter;
        this.temporality = temporality;
    }

    /** @param compression {@code gzip} or {@code none} */
    static SdkSender http(int port, String compression) {
        String url = "http://127.0.0.1:" + port;
        return new SdkSender(
                "http-" + compression,
                OtlpHttpLogRecordExporter.builder()
                        .setEndpoint(url + "/v1/logs")
                        .setCompression(compression)
                        .setTimeout(TIMEOUT)
                        .setRetryPolicy(RETRIES)
                        .build(),
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(url + "/v1/traces")
                        .setCompression(compression)
                        .setTimeout(TIMEOUT)
                        .setRetryPolicy(RETRIES)
                        .build(),
                OtlpHttpMetricExporter.builder()
                        .setEndpoint(url + "/v1/metrics")
                        .setCompression(compression)
                        .setTimeout(TIMEOUT)
                        .setRetryPolicy(RETRIES)
                        .build(),
                AggregationTemporalitySelector.alwaysCumulative());
    }

    /** The same over gRPC; its metrics are deltas. */
    static SdkSender grpc(int port, String compression) {
        String url = "http://127.0.0.1:" + port;
        return new SdkSender(
                "grpc-" + compression,
                OtlpGrpcLogRecordExporter.builder()
                        .setEndpoint(url)
                        .setCompression(compression)
                        .setTimeout(TIMEOUT)
                        .setRetryPolicy(RETRIES)
                        .build(),
                OtlpGrpcSpanExporter.builder()
                        .setEndpoint(url)
                        .setCompression(compression)
                        .setTimeout(TIMEOUT)
                        .setRetryPolicy(RETRIES)
                        .build(),
                OtlpGrpcMetricExporter.builder()
                        .setEndpoint(url)
                        .setCompression(compression)
                        .setTimeout(TIMEOUT)
                        .setRetryPolicy(RETRIES)
                        .build(),
                AggregationTemporalitySelector.deltaPreferred());
    }

    /** Records and exports logs, spans and metrics of its own; returns at once. */
    void export(String round) {
        export = name + "-" + round;
        logs = SdkTelemetry.logs(export);
        spans = SdkTelemetry.spans(export);
        metrics = SdkTelemetry.metrics(export, temporality);
        logResult = logExporter.export(logs);
        spanResult = spanExporter.export(spans);
        metricResult = metricExporter.export(metrics);
    }

    /** True while nothing has been answered. */
    boolean isWaiting() {
        return !logResult.isDone() && !spanResult.isDone() && !metricResult.isDone();
    }

    /** Waits until all was taken. */
    void awaitSuccess() {
        while (!succeeds(logResult)) {
            logResult = logExporter.export(logs);
        }
        while (!succeeds(spanResult)) {
            spanResult = spanExporter.export(spans);
        }
        while (!succeeds(metricResult)) {
            metricResult = metricExporter.export(metrics);
        }
    }

    private static boolean succeeds(CompletableResultCode result) {
        return result.join(TIMEOUT.toSeconds(), TimeUnit.SECONDS).isSuccess();
    }

    String export() {
        return export;
    }

    long dataPoints() {
        return metrics.stream()
                .mapToLong(metric -> metric.getData().getPoints().size())
                .sum();
    }

    /** How many rows each table must have of the metrics exported last. */
    Map<String, Integer> metricRows() {
        Map<String, Integer> rows = new HashMap<>(SdkTelemetry.METRIC_ROWS);
        int exemplars = 0;
        for (MetricData metric : metrics) {
            for (PointData point : metric.getData().getPoints()) {
                exemplars += point.getExemplars().size();
            }
        }
        rows.put("Prom_Exemplars", exemplars);
        return rows;
    }

    @Override
    public void close() {
        logExporter.close();
        spanExporter.close();
        metricExporter.close();
    }
}
