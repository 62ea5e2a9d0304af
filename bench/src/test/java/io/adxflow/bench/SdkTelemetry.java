package io.adxflow.bench;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableSummaryData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableSummaryPointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableValueAtQuantile;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What OpenTelemetry's SDK records of a program: logs, spans, and metrics of every kind, each marked with a name of its own. */
final class SdkTelemetry {
    static final int RECORDS = 20;
    /** The attribute of data points that tells which export they belong to. */
    static final String EXPORT = "export";

    /** Rows of one export of {@link #metrics} by table, exemplars apart. */
    static final Map<String, Integer> METRIC_ROWS = Map.ofEntries(
            Map.entry("OrdersTotal", 1),
            Map.entry("Queue", 1),
            Map.entry("Temperature", 1),
            Map.entry("PagesTotal", 1),
            Map.entry("Threads", 1),
            Map.entry("Load", 1),
            Map.entry("LatencyBucket", 3),
            Map.entry("LatencySum", 1),
            Map.entry("LatencyCount", 1),
            Map.entry("LatencyMin", 1),
            Map.entry("LatencyMax", 1),
            Map.entry("Prom_NativeHistograms", 1),
            Map.entry("SizesMin", 1),
            Map.entry("SizesMax", 1),
            Map.entry("Wait", 2),
            Map.entry("WaitSum", 1),
            Map.entry("WaitCount", 1));

    private static final Resource RESOURCE = Resource.getDefault()
            .merge(Resource.create(Attributes.of(
                    AttributeKey.stringKey("service.name"), "shop",
                    AttributeKey.stringKey("host.name"), "host-1")));

    private SdkTelemetry() {}

    /** The texts of the logs and the names of the spans of an export. */
    static List<String> names(String export) {
        return IntStream.range(0, RECORDS).mapToObj(i -> export + " " + i).toList();
    }

    static Collection<LogRecordData> logs(String export) {
        List<LogRecordData> records = Collections.synchronizedList(new ArrayList<>());
        try (SdkLoggerProvider provider = SdkLoggerProvider.builder()
                .setResource(RESOURCE)
                .addLogRecordProcessor(SimpleLogRecordProcessor.create(capturing(records)))
                .build()) {
            Logger logger = provider.get("bench");
            for (String name : names(export)) {
                logger.logRecordBuilder()
                        .setBody(name)
                        .setSeverity(Severity.INFO)
                        .setAttribute(AttributeKey.longKey("answer"), 42L)
                        .emit();
            }
        }
        return List.copyOf(records);
    }

    static Collection<SpanData> spans(String export) {
        List<SpanData> spans = Collections.synchronizedList(new ArrayList<>());
        try (SdkTracerProvider provider = tracing(spans)) {
            Tracer tracer = provider.get("bench");
            for (String name : names(export)) {
                tracer.spanBuilder(name)
                        .startSpan()
                        .addEvent("something", Attributes.of(AttributeKey.booleanKey("good"), true))
                        .end();
            }
        }
        return List.copyOf(spans);
    }

    /** One data point of each kind, most with an exemplar. The SDK makes no summaries, so that one is made for its exporter. */
    static Collection<MetricData> metrics(String export, AggregationTemporalitySelector temporality) {
        Attributes attributes = Attributes.of(AttributeKey.stringKey(EXPORT), export);
        Collecting reader = new Collecting(temporality);
        try (SdkTracerProvider tracing = tracing(new ArrayList<>());
                SdkMeterProvider provider = SdkMeterProvider.builder()
                        .setResource(RESOURCE)
                        .registerMetricReader(reader)
                        .registerView(
                                InstrumentSelector.builder().setName("sizes").build(),
                                View.builder()
                                        .setAggregation(Aggregation.base2ExponentialBucketHistogram())
                                        .build())
                        .build()) {
            Meter meter = provider.get("bench");
            meter.counterBuilder("pages").buildWithCallback(pages -> pages.record(7, attributes));
            meter.upDownCounterBuilder("threads").buildWithCallback(threads -> threads.record(-7, attributes));
            meter.gaugeBuilder("load").buildWithCallback(load -> load.record(0.7, attributes));
            Span span = tracing.get("bench").spanBuilder("request").startSpan();
            try (Scope current = span.makeCurrent()) {
                meter.counterBuilder("orders").build().add(3, attributes);
                meter.upDownCounterBuilder("queue").build().add(-3, attributes);
                meter.gaugeBuilder("temperature").build().set(21.5, attributes);
                var latency = meter.histogramBuilder("latency")
                        .setExplicitBucketBoundariesAdvice(List.of(1.0, 10.0))
                        .build();
                latency.record(0.5, attributes);
                latency.record(5, attributes);
                meter.histogramBuilder("sizes").build().record(1000, attributes);
            } finally {
                span.end();
            }
            List<MetricData> metrics = new ArrayList<>(reader.collect());
            metrics.add(summary(attributes, metrics.get(0)));
            return List.copyOf(metrics);
        }
    }

    private static MetricData summary(Attributes attributes, MetricData like) {
        long start = like.getData().getPoints().iterator().next().getStartEpochNanos();
        long end = like.getData().getPoints().iterator().next().getEpochNanos();
        return ImmutableMetricData.createDoubleSummary(
                RESOURCE,
                InstrumentationScopeInfo.create("bench"),
                "wait",
                "",
                "",
                ImmutableSummaryData.create(List.of(ImmutableSummaryPointData.create(
                        start,
                        end,
                        attributes,
                        4,
                        10.0,
                        List.of(
                                ImmutableValueAtQuantile.create(0.5, 2.0),
                                ImmutableValueAtQuantile.create(0.99, 4.0))))));
    }

    private static SdkTracerProvider tracing(List<SpanData> spans) {
        return SdkTracerProvider.builder()
                .setResource(RESOURCE)
                .addSpanProcessor(SimpleSpanProcessor.create(new SpanExporter() {
                    @Override
                    public CompletableResultCode export(Collection<SpanData> exported) {
                        spans.addAll(exported);
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
                .build();
    }

    private static LogRecordExporter capturing(List<LogRecordData> records) {
        return new LogRecordExporter() {
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
        };
    }

    /** Collects when told to. */
    private static final class Collecting implements MetricReader {
        private final AggregationTemporalitySelector temporality;
        private CollectionRegistration registration = CollectionRegistration.noop();

        Collecting(AggregationTemporalitySelector temporality) {
            this.temporality = temporality;
        }

        @Override
        public void register(CollectionRegistration registered) {
            registration = registered;
        }

        Collection<MetricData> collect() {
            return registration.collectAllMetrics();
        }

        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType instrument) {
            return temporality.getAggregationTemporality(instrument);
        }

        @Override
        public CompletableResultCode forceFlush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
