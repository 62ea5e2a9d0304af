package io.adxflow.bench.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.List;
import java.util.Random;

/** OTLP requests like those of services in Kubernetes: ten resource attributes, records of about 300 bytes. */
public final class OtlpRequests {
    private static final long START_NANOS = 1_700_000_000_000_000_000L;
    private static final int RECORDS_PER_RESOURCE = 100;
    private static final int ROUTES = 10;

    private final Random random;

    public OtlpRequests(long seed) {
        random = new Random(seed);
    }

    /** @param signal one of OTLP's */
    public Message next(Signal signal, int records) {
        return switch (signal) {
            case LOGS -> logs(records);
            case TRACES -> traces(records);
            case METRICS -> metrics(records);
            case REMOTE_WRITE, ROWS ->
                throw new IllegalArgumentException("signal: " + signal + " (expected: one of OTLP's)");
        };
    }

    /** Counters of ten routes with five attributes each; {@code records} data points in all. */
    private ExportMetricsServiceRequest metrics(int records) {
        ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
        for (int left = records; left > 0; left -= RECORDS_PER_RESOURCE) {
            ScopeMetrics.Builder scope = ScopeMetrics.newBuilder().setScope(scope());
            for (int metric = 0; metric < RECORDS_PER_RESOURCE / ROUTES && metric * ROUTES < left; metric++) {
                Metric.Builder counter = scope.addMetricsBuilder()
                        .setName("http.server.requests." + metric)
                        .setUnit("{request}");
                counter.getSumBuilder()
                        .setIsMonotonic(true)
                        .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
                for (int route = 0; route < ROUTES && metric * ROUTES + route < left; route++) {
                    counter.getSumBuilder().addDataPoints(dataPoint(route));
                }
            }
            request.addResourceMetrics(
                    ResourceMetrics.newBuilder().setResource(resource()).addScopeMetrics(scope));
        }
        return request.build();
    }

    private NumberDataPoint dataPoint(int route) {
        return NumberDataPoint.newBuilder()
                .setStartTimeUnixNano(START_NANOS)
                .setTimeUnixNano(nanos())
                .setAsInt(random.nextInt(1_000_000))
                .addAttributes(pair("http.request.method", text("GET")))
                .addAttributes(pair("http.route", text("/api/v1/orders/{id}/" + route)))
                .addAttributes(pair("http.response.status_code", number(200)))
                .addAttributes(pair("server.address", text("orders.shop.svc.cluster.local")))
                .addAttributes(pair("url.scheme", text("https")))
                .build();
    }

    private ExportLogsServiceRequest logs(int records) {
        ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
        for (int left = records; left > 0; left -= RECORDS_PER_RESOURCE) {
            ScopeLogs.Builder scope = ScopeLogs.newBuilder().setScope(scope());
            for (int i = Math.min(left, RECORDS_PER_RESOURCE); i > 0; i--) {
                scope.addLogRecords(logRecord());
            }
            request.addResourceLogs(
                    ResourceLogs.newBuilder().setResource(resource()).addScopeLogs(scope));
        }
        return request.build();
    }

    private LogRecord logRecord() {
        long time = nanos();
        return LogRecord.newBuilder()
                .setTimeUnixNano(time)
                .setObservedTimeUnixNano(time + random.nextInt(1_000_000))
                .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_INFO)
                .setSeverityText("INFO")
                .setBody(text("GET /api/v1/orders/" + random.nextInt(1_000_000) + " finished with \"200 OK\" in "
                        + random.nextInt(900) + " ms"))
                .addAttributes(pair("http.request.method", text("GET")))
                .addAttributes(pair("url.path", text("/api/v1/orders/" + random.nextInt(1_000_000))))
                .addAttributes(pair("http.response.status_code", number(200)))
                .addAttributes(pair("thread.name", text("worker-" + random.nextInt(64))))
                .setTraceId(bytes(16))
                .setSpanId(bytes(8))
                .setFlags(1)
                .build();
    }

    private ExportTraceServiceRequest traces(int records) {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        for (int left = records; left > 0; left -= RECORDS_PER_RESOURCE) {
            ScopeSpans.Builder scope = ScopeSpans.newBuilder().setScope(scope());
            for (int i = Math.min(left, RECORDS_PER_RESOURCE); i > 0; i--) {
                scope.addSpans(span());
            }
            request.addResourceSpans(
                    ResourceSpans.newBuilder().setResource(resource()).addScopeSpans(scope));
        }
        return request.build();
    }

    private Span span() {
        long start = nanos();
        long end = start + random.nextInt(1_000_000_000);
        Span.Builder span = Span.newBuilder()
                .setTraceId(bytes(16))
                .setSpanId(bytes(8))
                .setParentSpanId(bytes(8))
                .setName("GET /api/v1/orders/{id}")
                .setKind(Span.SpanKind.SPAN_KIND_SERVER)
                .setStartTimeUnixNano(start)
                .setEndTimeUnixNano(end)
                .setFlags(257)
                .setStatus(Status.getDefaultInstance())
                .addAttributes(pair("http.request.method", text("GET")))
                .addAttributes(pair("url.path", text("/api/v1/orders/" + random.nextInt(1_000_000))))
                .addAttributes(pair("http.response.status_code", number(200)))
                .addAttributes(pair("server.address", text("orders.shop.svc.cluster.local")))
                .addAttributes(pair("network.peer.address", text("10.0." + random.nextInt(256) + ".7")));
        if (random.nextInt(4) == 0) {
            span.addEvents(Span.Event.newBuilder()
                    .setTimeUnixNano(end)
                    .setName("exception")
                    .addAttributes(pair("exception.type", text("TimeoutException")))
                    .addAttributes(pair("exception.message", text("no answer in time"))));
        }
        return span.build();
    }

    private Resource resource() {
        int pod = random.nextInt(1000);
        return Resource.newBuilder()
                .addAllAttributes(List.of(
                        pair("service.name", text("orders")),
                        pair("service.version", text("1.42.0")),
                        pair("service.instance.id", text("7f6d8c9b-" + pod)),
                        pair("deployment.environment.name", text("production")),
                        pair("k8s.cluster.name", text("west-1")),
                        pair("k8s.namespace.name", text("shop")),
                        pair("k8s.pod.name", text("orders-7f6d8c9b-" + pod)),
                        pair("k8s.node.name", text("aks-pool-" + pod % 40)),
                        pair("telemetry.sdk.language", text("java")),
                        pair("telemetry.sdk.version", text("1.57.0"))))
                .build();
    }

    private static InstrumentationScope scope() {
        return InstrumentationScope.newBuilder()
                .setName("io.opentelemetry.tomcat-10.0")
                .setVersion("2.20.0")
                .build();
    }

    private long nanos() {
        return START_NANOS + random.nextInt(1_000_000) * 1_000L;
    }

    private ByteString bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    private static KeyValue pair(String key, AnyValue value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    private static AnyValue text(String value) {
        return AnyValue.newBuilder().setStringValue(value).build();
    }

    private static AnyValue number(long value) {
        return AnyValue.newBuilder().setIntValue(value).build();
    }
}
