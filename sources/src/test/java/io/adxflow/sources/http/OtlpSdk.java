package io.adxflow.sources.http;

import io.adxflow.sources.wire.WireFormat.Signal;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** OpenTelemetry's own SDK as a sender: three records of a signal, and its exporters. */
final class OtlpSdk {
    static final int RECORDS = 3;

    /** What sends, and how. */
    enum Transport {
        HTTP,
        GRPC
    }

    private OtlpSdk() {}

    /** Exports three records of the signal; the exporter tries up to five times with short pauses. */
    static CompletableResultCode export(Signal signal, Transport transport, int port, String compression) {
        String base = "http://127.0.0.1:" + port;
        Duration timeout = Duration.ofSeconds(60);
        RetryPolicy retries = RetryPolicy.builder()
                .setMaxAttempts(5)
                .setInitialBackoff(Duration.ofMillis(50))
                .setMaxBackoff(Duration.ofMillis(500))
                .build();
        return switch (signal) {
            case LOGS -> {
                LogRecordExporter exporter = transport == Transport.GRPC
                        ? OtlpGrpcLogRecordExporter.builder()
                                .setEndpoint(base)
                                .setCompression(compression)
                                .setTimeout(timeout)
                                .setRetryPolicy(retries)
                                .build()
                        : OtlpHttpLogRecordExporter.builder()
                                .setEndpoint(base + "/v1/logs")
                                .setCompression(compression)
                                .setTimeout(timeout)
                                .setRetryPolicy(retries)
                                .build();
                yield closing(exporter.export(logs()), exporter::close);
            }
            case TRACES -> {
                SpanExporter exporter = transport == Transport.GRPC
                        ? OtlpGrpcSpanExporter.builder()
                                .setEndpoint(base)
                                .setCompression(compression)
                                .setTimeout(timeout)
                                .setRetryPolicy(retries)
                                .build()
                        : OtlpHttpSpanExporter.builder()
                                .setEndpoint(base + "/v1/traces")
                                .setCompression(compression)
                                .setTimeout(timeout)
                                .setRetryPolicy(retries)
                                .build();
                yield closing(exporter.export(spans()), exporter::close);
            }
            case METRICS -> {
                MetricExporter exporter = transport == Transport.GRPC
                        ? OtlpGrpcMetricExporter.builder()
                                .setEndpoint(base)
                                .setCompression(compression)
                                .setTimeout(timeout)
                                .setRetryPolicy(retries)
                                .build()
                        : OtlpHttpMetricExporter.builder()
                                .setEndpoint(base + "/v1/metrics")
                                .setCompression(compression)
                                .setTimeout(timeout)
                                .setRetryPolicy(retries)
                                .build();
                yield closing(exporter.export(metrics()), exporter::close);
            }
            case REMOTE_WRITE, ROWS -> throw new IllegalArgumentException("not OTLP");
        };
    }

    private static CompletableResultCode closing(CompletableResultCode result, Runnable close) {
        return result.whenComplete(close);
    }

    private static List<LogRecordData> logs() {
        List<LogRecordData> records = new CopyOnWriteArrayList<>();
        try (SdkLoggerProvider provider = SdkLoggerProvider.builder()
                .addLogRecordProcessor(SimpleLogRecordProcessor.create(new LogRecordExporter() {
                    @Override
                    public CompletableResultCode export(Collection<LogRecordData> logs) {
                        records.addAll(logs);
                        return CompletableResultCode.ofSuccess();
                    }

                    @Override
                    public CompletableResultCode flush() {
                        return CompletableResultCode.ofSuccess();
                    }

                    @Override
                    public CompletableResultCode shutdown() {
                        return CompletableResultCode.ofSuccess();
                    }
                }))
                .build()) {
            for (int i = 0; i < RECORDS; i++) {
                provider.get("test").logRecordBuilder().setBody("record " + i).emit();
            }
        }
        return records;
    }

    private static List<SpanData> spans() {
        List<SpanData> records = new CopyOnWriteArrayList<>();
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(new SpanExporter() {
                    @Override
                    public CompletableResultCode export(Collection<SpanData> spans) {
                        records.addAll(spans);
                        return CompletableResultCode.ofSuccess();
                    }

                    @Override
                    public CompletableResultCode flush() {
                        return CompletableResultCode.ofSuccess();
                    }

                    @Override
                    public CompletableResultCode shutdown() {
                        return CompletableResultCode.ofSuccess();
                    }
                }))
                .build()) {
            for (int i = 0; i < RECORDS; i++) {
                provider.get("test").spanBuilder("span " + i).startSpan().end();
            }
        }
        return records;
    }

    private static List<MetricData> metrics() {
        List<MetricData> records = new CopyOnWriteArrayList<>();
        MetricExporter capture = new MetricExporter() {
            @Override
            public CompletableResultCode export(Collection<MetricData> metrics) {
                if (records.isEmpty()) {
                    records.addAll(metrics);
                }
                return CompletableResultCode.ofSuccess();
            }

            @Override
            public CompletableResultCode flush() {
                return CompletableResultCode.ofSuccess();
            }

            @Override
            public CompletableResultCode shutdown() {
                return CompletableResultCode.ofSuccess();
            }

            @Override
            public AggregationTemporality getAggregationTemporality(InstrumentType instrument) {
                return AggregationTemporality.CUMULATIVE;
            }
        };
        try (SdkMeterProvider provider = SdkMeterProvider.builder()
                .registerMetricReader(PeriodicMetricReader.create(capture))
                .build()) {
            for (int i = 0; i < RECORDS; i++) {
                LongCounter counter =
                        provider.get("test").counterBuilder("counter_" + i).build();
                counter.add(i + 1);
            }
        }
        return records;
    }
}
