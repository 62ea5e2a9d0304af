package io.adxflow.sources.wire.testing;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Metrics of every kind with odd values, names that meet, and points that must be refused. */
public final class RandomOtlpMetrics {
    private static final String[] KEYS = {
        "a.b",
        "a_b",
        "a-b",
        "job",
        "le",
        "quantile",
        "__name__",
        "_x",
        "9z",
        "",
        "http.route",
        "Ünïcode",
        "otel_scope_name",
        "otel_temporality",
        "instance",
        "exported_job",
        "trace_id",
        "service.name"
    };
    private static final String[] NAMES = {
        "http.server.duration", "requests_total", "9lives", "a..b", "*", "", "Größe", "total", "job:rate5m", "_"
    };
    private static final String[] UNITS = {"", "s", "By", "1", "{request}", "By/s", "ms", "%", " s ", "odd unit/s"};
    private static final double[] DOUBLES = {
        0, -0.0, 1, 0.1, 1e21, 1e-7, 5e-324, Double.MAX_VALUE, Double.NaN, Double.NEGATIVE_INFINITY, 1e15 + 0.25, 2e-3
    };

    private final Random random;

    public RandomOtlpMetrics(long seed) {
        random = new Random(seed);
    }

    public ExportMetricsServiceRequest next() {
        ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            request.addResourceMetrics(resourceMetrics());
        }
        return request.build();
    }

    private ResourceMetrics resourceMetrics() {
        ResourceMetrics.Builder all = ResourceMetrics.newBuilder();
        Resource.Builder resource = Resource.newBuilder().addAllAttributes(attributes(4));
        for (String key : List.of("service.namespace", "service.instance.id", "host.name")) {
            if (random.nextBoolean()) {
                resource.addAttributes(KeyValue.newBuilder().setKey(key).setValue(value(1)));
            }
        }
        all.setResource(resource);
        for (int i = random.nextInt(3); i > 0; i--) {
            ScopeMetrics.Builder scope = all.addScopeMetricsBuilder().setSchemaUrl(one("", "https://schema/1"));
            if (random.nextBoolean()) {
                scope.setScope(InstrumentationScope.newBuilder()
                        .setName(one("", "lib"))
                        .setVersion(one("", "1.2"))
                        .addAllAttributes(attributes(2)));
            }
            for (int k = random.nextInt(4); k > 0; k--) {
                scope.addMetrics(metric());
            }
        }
        return all.build();
    }

    private Metric metric() {
        Metric.Builder metric =
                Metric.newBuilder().setName(one(NAMES)).setUnit(one(UNITS)).setDescription(one("", "what it is"));
        if (random.nextInt(4) == 0) {
            metric.addMetadata(KeyValue.newBuilder()
                    .setKey("prometheus.type")
                    .setValue(AnyValue.newBuilder().setStringValue(one("unknown", "info", "stateset", "else"))));
        }
        AggregationTemporality temporality = random.nextInt(3) > 0
                ? AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE
                : AggregationTemporality.forNumber(random.nextInt(3));
        switch (random.nextInt(11)) {
            case 0, 1 -> metric.setGauge(Gauge.newBuilder().addAllDataPoints(some(this::number)));
            case 2, 3 ->
                metric.setSum(Sum.newBuilder()
                        .addAllDataPoints(some(this::number))
                        .setAggregationTemporality(temporality)
                        .setIsMonotonic(random.nextBoolean()));
            case 4, 5 ->
                metric.setHistogram(Histogram.newBuilder()
                        .addAllDataPoints(some(this::histogram))
                        .setAggregationTemporality(temporality));
            case 6, 7 ->
                metric.setExponentialHistogram(ExponentialHistogram.newBuilder()
                        .addAllDataPoints(some(this::exponential))
                        .setAggregationTemporality(temporality));
            case 8, 9 -> metric.setSummary(Summary.newBuilder().addAllDataPoints(some(this::summary)));
            default -> {}
        }
        return metric.build();
    }

    private NumberDataPoint number() {
        NumberDataPoint.Builder point = NumberDataPoint.newBuilder()
                .addAllAttributes(attributes(5))
                .setTimeUnixNano(time())
                .setStartTimeUnixNano(time())
                .setFlags(flags())
                .addAllExemplars(exemplars());
        switch (random.nextInt(5)) {
            case 0, 1 -> point.setAsDouble(real());
            case 2, 3 -> point.setAsInt(random.nextLong() >> random.nextInt(64));
            default -> {}
        }
        return point.build();
    }

    private HistogramDataPoint histogram() {
        HistogramDataPoint.Builder point = HistogramDataPoint.newBuilder()
                .addAllAttributes(attributes(3))
                .setTimeUnixNano(time())
                .setStartTimeUnixNano(time())
                .setFlags(flags())
                .addAllExemplars(exemplars());
        int bounds = random.nextInt(5);
        double bound = one(-10.0, 0.0, 0.005, Double.NEGATIVE_INFINITY);
        long count = 0;
        for (int i = 0; i < bounds; i++) {
            point.addExplicitBounds(bound);
            bound = random.nextInt(10) == 0 ? Double.POSITIVE_INFINITY : Math.max(bound, -1e9) + random.nextDouble();
        }
        for (int i = random.nextInt(12) == 0 ? bounds : bounds + 1; i > 0; i--) {
            long observations = random.nextInt(50) == 0 ? -1 : random.nextInt(100);
            point.addBucketCounts(observations);
            count += observations;
        }
        if (random.nextInt(8) == 0) {
            point.clearBucketCounts().clearExplicitBounds();
        }
        point.setCount(random.nextInt(8) == 0 ? random.nextLong() : count);
        if (random.nextBoolean()) {
            point.setSum(real());
        }
        if (random.nextBoolean()) {
            point.setMin(real()).setMax(real());
        }
        return point.build();
    }

    private ExponentialHistogramDataPoint exponential() {
        ExponentialHistogramDataPoint.Builder point = ExponentialHistogramDataPoint.newBuilder()
                .addAllAttributes(attributes(3))
                .setTimeUnixNano(time())
                .setStartTimeUnixNano(time())
                .setFlags(flags())
                .setScale(random.nextInt(8) == 0 ? one(-12, 52, 53, 60) : random.nextInt(24) - 4)
                .setZeroCount(random.nextInt(3))
                .setZeroThreshold(one(0.0, 1e-3))
                .addAllExemplars(exemplars());
        long count = point.getZeroCount();
        for (var side : List.of(point.getPositiveBuilder(), point.getNegativeBuilder())) {
            side.setOffset(random.nextInt(6) == 0 ? one(Integer.MIN_VALUE, 1 << 30) : random.nextInt(2000) - 1000);
            for (int i = random.nextInt(20); i > 0; i--) {
                long observations = Math.max(0, random.nextInt(20) - 10);
                side.addBucketCounts(observations);
                count += observations;
            }
        }
        point.setCount(random.nextInt(8) == 0 ? count + random.nextInt(3) - 1 : count);
        if (random.nextBoolean()) {
            point.setSum(real());
        }
        if (random.nextBoolean()) {
            point.setMin(real()).setMax(real());
        }
        return point.build();
    }

    private SummaryDataPoint summary() {
        SummaryDataPoint.Builder point = SummaryDataPoint.newBuilder()
                .addAllAttributes(attributes(3))
                .setTimeUnixNano(time())
                .setStartTimeUnixNano(time())
                .setFlags(flags())
                .setCount(random.nextInt(1000))
                .setSum(real());
        for (double quantile : new double[] {0, 0.5, 0.99, 1}) {
            if (random.nextBoolean()) {
                point.addQuantileValuesBuilder().setQuantile(quantile).setValue(real());
            }
        }
        return point.build();
    }

    private List<Exemplar> exemplars() {
        List<Exemplar> exemplars = new ArrayList<>();
        for (int i = Math.max(0, random.nextInt(5) - 2); i > 0; i--) {
            Exemplar.Builder exemplar = Exemplar.newBuilder()
                    .setTimeUnixNano(time())
                    .setTraceId(random.nextInt(4) == 0 ? ByteString.copyFrom(new byte[16]) : bytes(16))
                    .setSpanId(random.nextInt(4) == 0 ? ByteString.EMPTY : bytes(8))
                    .addAllFilteredAttributes(attributes(2));
            switch (random.nextInt(5)) {
                case 0 -> exemplar.setAsInt(random.nextInt(10));
                case 1 -> {}
                default -> exemplar.setAsDouble(random.nextDouble() * 3);
            }
            exemplars.add(exemplar.build());
        }
        return exemplars;
    }

    private ByteString bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    private List<KeyValue> attributes(int most) {
        List<KeyValue> attributes = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            attributes.add(
                    KeyValue.newBuilder().setKey(one(KEYS)).setValue(value(3)).build());
        }
        return attributes;
    }

    private AnyValue value(int depth) {
        AnyValue.Builder value = AnyValue.newBuilder();
        switch (random.nextInt(depth > 0 ? 12 : 10)) {
            case 0 -> value.setBoolValue(random.nextBoolean());
            case 1 -> value.setIntValue(random.nextLong());
            case 2 -> value.setDoubleValue(real());
            case 3 -> value.setBytesValue(bytes(random.nextInt(5)));
            case 4 -> {}
            case 10 -> value.setArrayValue(ArrayValue.newBuilder().addAllValues(some(() -> value(depth - 1))));
            case 11 ->
                value.setKvlistValue(KeyValueList.newBuilder().addAllValues(some(() -> KeyValue.newBuilder()
                        .setKey(one(KEYS))
                        .setValue(value(depth - 1))
                        .build())));
            default -> value.setStringValue(one("x", "y", "", "\"quoted\"\n\u0001", "日本", "lib"));
        }
        return value.build();
    }

    private double real() {
        return random.nextBoolean() ? DOUBLES[random.nextInt(DOUBLES.length)] : random.nextGaussian() * 1e3;
    }

    private long time() {
        return random.nextInt(5) == 0 ? 0 : 1_700_000_000_000_000_000L + random.nextInt(1_000_000_000);
    }

    private int flags() {
        return random.nextInt(6) == 0 ? 1 : 0;
    }

    private <T> List<T> some(Supplier<T> make) {
        List<T> made = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            made.add(make.get());
        }
        return made;
    }

    @SafeVarargs
    private final <T> T one(T... of) {
        return of[random.nextInt(of.length)];
    }
}
