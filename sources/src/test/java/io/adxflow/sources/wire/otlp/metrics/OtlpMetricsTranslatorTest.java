package io.adxflow.sources.wire.otlp.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.testing.NestedValues;
import io.adxflow.sources.wire.testing.WireModel;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What each kind of metric becomes, by hand. */
class OtlpMetricsTranslatorTest {
    private static final long TIME = 1_700_000_000_123_999_999L;
    private static final long START = 1_600_000_000_000_000_000L;
    private static final AggregationTemporality CUMULATIVE = AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
    private static final AggregationTemporality DELTA = AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
    private static final OtlpMetricRules NO_INFO = new OtlpMetricRules(MetricNaming.PROMETHEUS, List.of(), false, true);

    private final ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
    private final ResourceMetrics.Builder resource = request.addResourceMetricsBuilder();
    private final ScopeMetrics.Builder scope = resource.addScopeMetricsBuilder();
    private final Translation translation = new Translation();

    @Test
    void gaugesAndCountersBecomeSamples() throws Exception {
        Metric.Builder gauge =
                scope.addMetricsBuilder().setName("process.memory").setUnit("By");
        gauge.getGaugeBuilder()
                .addDataPointsBuilder()
                .setTimeUnixNano(TIME)
                .setAsInt(-5)
                .addAttributes(text("a.b", "x"));
        Metric.Builder counter =
                scope.addMetricsBuilder().setName("http.requests").setDescription("Requests");
        counter.getSumBuilder().setIsMonotonic(true).setAggregationTemporality(CUMULATIVE);
        counter.getSumBuilder()
                .addDataPointsBuilder()
                .setTimeUnixNano(TIME)
                .setStartTimeUnixNano(START)
                .setAsDouble(1.5);
        Metric.Builder upDown = scope.addMetricsBuilder().setName("queue").setUnit("{items}");
        upDown.getSumBuilder().setAggregationTemporality(CUMULATIVE);
        upDown.getSumBuilder().addDataPointsBuilder().setTimeUnixNano(TIME).setAsInt(7);

        assertThat(series(NO_INFO))
                .containsExactly(
                        "process_memory_bytes{a_b=x} -5.0@1700000000123",
                        "http_requests_total{} 1.5@1700000000123 since 1600000000000",
                        "queue{} 7.0@1700000000123");
        assertThat(translation.metadata)
                .containsExactly("process_memory_bytes|2||By", "http_requests_total|1|Requests|", "queue|2||{items}");
    }

    @Test
    void deltasKeepTheirValuesAndSayWhatTheyAre() throws Exception {
        Metric.Builder sum = scope.addMetricsBuilder().setName("jobs");
        sum.getSumBuilder().setIsMonotonic(true).setAggregationTemporality(DELTA);
        sum.getSumBuilder()
                .addDataPointsBuilder()
                .setTimeUnixNano(TIME)
                .setStartTimeUnixNano(START)
                .setAsInt(3);
        Metric.Builder histogram = scope.addMetricsBuilder().setName("size");
        histogram.getHistogramBuilder().setAggregationTemporality(DELTA);
        histogram
                .getHistogramBuilder()
                .addDataPointsBuilder()
                .setTimeUnixNano(TIME)
                .setStartTimeUnixNano(START)
                .setCount(2)
                .addAllExplicitBounds(List.of(1.0))
                .addAllBucketCounts(List.of(2L, 0L));

        assertThat(series(NO_INFO))
                .containsExactly(
                        "jobs_total{otel_temporality=delta} 3.0@1700000000123 since 1600000000000",
                        "size_bucket{le=1,otel_temporality=delta} 2.0@1700000000123",
                        "size_bucket{le=+Inf,otel_temporality=delta} 2.0@1700000000123",
                        "size_count{otel_temporality=delta} 2.0@1700000000123 since 1600000000000");
    }

    @Test
    void histogramsBecomeCumulativeBucketsSumCountAndExtremes() throws Exception {
        Metric.Builder metric = scope.addMetricsBuilder().setName("latency").setUnit("s");
        metric.getHistogramBuilder().setAggregationTemporality(CUMULATIVE);
        var point = metric.getHistogramBuilder()
                .addDataPointsBuilder()
                .setTimeUnixNano(TIME)
                .setStartTimeUnixNano(START)
                .setCount(6)
                .setSum(3.5)
                .setMin(0.001)
                .setMax(9)
                .addAllExplicitBounds(List.of(0.005, 10.0, 1e21))
                .addAllBucketCounts(List.of(1L, 2L, 0L, 3L));
        point.addExemplarsBuilder().setAsDouble(10).setTimeUnixNano(TIME).setTraceId(ByteString.copyFrom(new byte[] {
            1, 2
        }));
        point.addExemplarsBuilder().setAsDouble(2e21).addFilteredAttributes(text("user.id", "u"));

        assertThat(series(NO_INFO))
                .containsExactly(
                        "latency_seconds_bucket{le=0.005} 1.0@1700000000123 since 1600000000000",
                        "latency_seconds_bucket{le=10} 3.0@1700000000123 since 1600000000000"
                                + " # {trace_id=0102} 10.0@1700000000123",
                        "latency_seconds_bucket{le=1000000000000000000000} 3.0@1700000000123 since 1600000000000",
                        "latency_seconds_bucket{le=+Inf} 6.0@1700000000123 since 1600000000000 # {user.id=u} 2.0E21@0",
                        "latency_seconds_sum{} 3.5@1700000000123 since 1600000000000",
                        "latency_seconds_count{} 6.0@1700000000123 since 1600000000000",
                        "latency_seconds_min{} 0.001@1700000000123",
                        "latency_seconds_max{} 9.0@1700000000123");
    }

    @Test
    void exponentialHistogramsBecomeNativeOnes() throws Exception {
        Metric.Builder metric = scope.addMetricsBuilder().setName("payload");
        metric.getExponentialHistogramBuilder().setAggregationTemporality(CUMULATIVE);
        var point = metric.getExponentialHistogramBuilder()
                .addDataPointsBuilder()
                .setTimeUnixNano(TIME)
                .setStartTimeUnixNano(START)
                .setScale(20)
                .setZeroCount(1)
                .setZeroThreshold(0.25)
                .setCount(12)
                .setSum(-2);
        point.getPositiveBuilder().setOffset(-3).addAllBucketCounts(List.of(0L, 4L, 0L, 0L, 1L, 0L, 0L, 0L, 2L, 0L));
        point.getNegativeBuilder().setOffset(7).addBucketCounts(4);

        translate(NO_INFO);

        assertThat(translation.series).hasSize(1);
        assertThat(translation.series.get(0).histograms())
                .containsExactly(new WireModel.Histogram(
                        1_700_000_000_123L,
                        1_600_000_000_000L,
                        false,
                        12,
                        bits(-2),
                        20,
                        bits(0.25),
                        1,
                        0,
                        List.of(8),
                        List.of(1),
                        List.of(4L),
                        List.of(-1, 3),
                        List.of(4, 1),
                        List.of(4L, 0L, 0L, 1L, 2L),
                        List.of()));
    }

    @Test
    void bucketsNarrowerThanDoublesAreMerged() throws Exception {
        Metric.Builder metric = scope.addMetricsBuilder().setName("payload");
        metric.getExponentialHistogramBuilder().setAggregationTemporality(DELTA);
        var point = metric.getExponentialHistogramBuilder()
                .addDataPointsBuilder()
                .setScale(54)
                .setCount(15);
        point.getPositiveBuilder().setOffset(-2).addAllBucketCounts(List.of(1L, 2L, 4L, 8L));

        translate(NO_INFO);

        WireModel.Histogram histogram = translation.series.get(0).histograms().get(0);
        assertThat(histogram.schema()).isEqualTo(52);
        assertThat(histogram.positiveOffsets()).containsExactly(0);
        assertThat(histogram.positiveBuckets()).containsExactly(3L, 12L);
        assertThat(histogram.zeroThresholdBits()).isEqualTo(bits(1e-128));
        assertThat(histogram.resetHint()).isEqualTo(3);
        assertThat(Double.longBitsToDouble(histogram.sumBits())).isNaN();
    }

    @Test
    void summariesBecomeQuantilesSumAndCount() throws Exception {
        var point = scope.addMetricsBuilder()
                .setName("rpc")
                .getSummaryBuilder()
                .addDataPointsBuilder()
                .setTimeUnixNano(TIME)
                .setCount(10)
                .setSum(20)
                .addAttributes(text("quantile", "mine"));
        point.addQuantileValuesBuilder().setQuantile(0.5).setValue(2);
        point.addQuantileValuesBuilder().setQuantile(1).setValue(4);

        assertThat(series(NO_INFO))
                .containsExactly(
                        "rpc{exported_quantile=mine,quantile=0.5} 2.0@1700000000123",
                        "rpc{exported_quantile=mine,quantile=1} 4.0@1700000000123",
                        "rpc_sum{exported_quantile=mine} 20.0@1700000000123",
                        "rpc_count{exported_quantile=mine} 10.0@1700000000123");
    }

    @Test
    void pointsWithoutARecordedValueAreStaleMarkers() throws Exception {
        scope.addMetricsBuilder()
                .setName("up")
                .getGaugeBuilder()
                .addDataPointsBuilder()
                .setFlags(1);
        scope.addMetricsBuilder()
                .setName("native")
                .getExponentialHistogramBuilder()
                .setAggregationTemporality(CUMULATIVE)
                .addDataPointsBuilder()
                .setFlags(1)
                .setCount(3);

        translate(NO_INFO);

        assertThat(translation.series.get(0).samples().get(0).valueBits()).isEqualTo(0x7FF0000000000002L);
        WireModel.Histogram histogram = translation.series.get(1).histograms().get(0);
        assertThat(histogram.sumBits()).isEqualTo(0x7FF0000000000002L);
        assertThat(histogram.count()).isZero();
    }

    @Test
    void resourceAndScopeBecomeLabelsAndTargetInfo() throws Exception {
        resource.getResourceBuilder()
                .addAttributes(text("service.name", "shop"))
                .addAttributes(text("service.namespace", "eu"))
                .addAttributes(text("service.instance.id", "i-1"))
                .addAttributes(text("host.name", "h"));
        scope.setSchemaUrl("https://s")
                .getScopeBuilder()
                .setName("lib")
                .setVersion("1")
                .addAttributes(text("a", "b"));
        gauge("up", text("job", "mine"), text("instance", "i-1"));

        assertThat(series(OtlpMetricRules.DEFAULT))
                .containsExactly(
                        "up{exported_job=mine,instance=i-1,job=eu/shop,otel_scope_a=b,otel_scope_name=lib,"
                                + "otel_scope_schema_url=https://s,otel_scope_version=1} 1.0@1700000000123",
                        "target_info{host_name=h,instance=i-1,job=eu/shop} 1.0@1700000000123");
        assertThat(series(new OtlpMetricRules(MetricNaming.AS_SENT, List.of("host.name"), false, false)))
                .containsExactly("up{exported_job=mine,host.name=h,instance=i-1,job=eu/shop} 1.0@1700000000123");
    }

    @Test
    void resourcesThatNameNoServiceTellTheirSeriesApartByAllTheirAttributes() throws Exception {
        resource.getResourceBuilder().addAttributes(text("host.name", "h")).addAttributes(text("os.type", "linux"));
        gauge("load");

        assertThat(series(OtlpMetricRules.DEFAULT))
                .containsExactly("load{host_name=h,os_type=linux} 1.0@1700000000123");
    }

    @Test
    void attributesThatMeetHaveTheirValuesJoinedInTheOrderOfTheirKeys() throws Exception {
        gauge("x", text("a_b", "3"), text("a.b", "2"), text("a-b", "1"));

        assertThat(series(NO_INFO)).containsExactly("x{a_b=1;2;3} 1.0@1700000000123");
    }

    @Test
    void valuesOfAttributesAreTheirText() throws Exception {
        AnyValue.Builder list = AnyValue.newBuilder();
        list.getArrayValueBuilder().addValuesBuilder().setStringValue("a\"b");
        list.getArrayValueBuilder().addValuesBuilder().setDoubleValue(0.1);
        list.getArrayValueBuilder().addValuesBuilder();
        AnyValue.Builder map = AnyValue.newBuilder();
        map.getKvlistValueBuilder()
                .addValuesBuilder()
                .setKey("k")
                .getValueBuilder()
                .setBoolValue(true);
        gauge(
                "x",
                value("int", AnyValue.newBuilder().setIntValue(-5)),
                value("bool", AnyValue.newBuilder().setBoolValue(true)),
                value("double", AnyValue.newBuilder().setDoubleValue(1e21)),
                value("bytes", AnyValue.newBuilder().setBytesValue(ByteString.copyFrom(new byte[] {1, 2, 3}))),
                value("list", list),
                value("map", map),
                value("none", AnyValue.newBuilder()));

        assertThat(series(NO_INFO))
                .containsExactly(
                        "x{bool=true,bytes=AQID,double=1e+21,int=-5,list=[\"a\\\"b\",0.1,null],map={\"k\":true},none=}"
                                + " 1.0@1700000000123");
    }

    @Test
    void whatCannotBeTranslatedIsRefusedAloneAndNamed() throws Exception {
        scope.addMetricsBuilder().setName("empty");
        scope.addMetricsBuilder().getGaugeBuilder().addDataPointsBuilder().setAsInt(1);
        scope.addMetricsBuilder().setName("valueless").getGaugeBuilder().addDataPointsBuilder();
        scope.addMetricsBuilder()
                .setName("contradiction")
                .getExponentialHistogramBuilder()
                .addDataPointsBuilder()
                .setCount(3)
                .setZeroCount(2);
        scope.addMetricsBuilder()
                .setName("buckets")
                .getHistogramBuilder()
                .addDataPointsBuilder()
                .addExplicitBounds(1)
                .addBucketCounts(1);
        gauge("good");

        assertThat(series(NO_INFO)).containsExactly("good{} 1.0@1700000000123");
        assertThat(translation.translator.dataPoints()).isEqualTo(6);
        assertThat(translation.translator.refusedPoints()).isEqualTo(5);
        assertThat(translation.translator.problems())
                .containsExactly(
                        "data point of metric \"empty\": it has no data, or of a kind that is not known",
                        "data point of metric \"\": the metric has no name",
                        "data point of metric \"valueless\": it has neither as_double nor as_int",
                        "data point of metric \"contradiction\": 2 observations in the buckets, but the count is 3",
                        "data point of metric \"buckets\": 1 bucket_counts and 1 explicit_bounds (expected: one count more"
                                + " than bounds, or none of both)");
    }

    @Test
    void aBodyThatNeedsMuchRoomBecomesSeveralRequestsWithTheSameSeries() throws Exception {
        resource.getResourceBuilder()
                .addAttributes(text("service.name", "shop"))
                .addAttributes(text("host.name", "h"));
        for (int metric = 0; metric < 30; metric++) {
            var points =
                    scope.addMetricsBuilder().setName("m" + metric).setUnit("s").getGaugeBuilder();
            for (int i = 0; i < 300; i++) {
                points.addDataPointsBuilder()
                        .setTimeUnixNano(TIME + i)
                        .setAsInt(i)
                        .addAttributes(text("n", "value " + i));
            }
        }
        scope.addMetricsBuilder().setName("valueless").getGaugeBuilder().addDataPointsBuilder();
        List<String> whole = series(OtlpMetricRules.DEFAULT);
        assertThat(translation.requests).hasSize(1);
        Translation inParts = new Translation(0);

        inParts.translate(request.build().toByteArray(), OtlpMetricRules.DEFAULT);

        assertThat(inParts.requests).hasSizeGreaterThan(3).allMatch(part -> part.length <= 1 << 16);
        assertThat(rendered(inParts.series)).isEqualTo(whole);
        assertThat(inParts.distinctMetadata()).isEqualTo(translation.distinctMetadata());
        assertThat(inParts.translator.refusedPoints()).isEqualTo(1);
        assertThat(inParts.translator.dataPoints()).isEqualTo(9_001);
    }

    @Test
    void aPointThatNoRequestCanHoldIsRefusedAlone() throws Exception {
        gauge("before");
        gauge("large", text("a", "x".repeat(70_000)));
        var buckets =
                scope.addMetricsBuilder().setName("wide").getHistogramBuilder().addDataPointsBuilder();
        for (int i = 0; i < 5_000; i++) {
            buckets.addExplicitBounds(i).addBucketCounts(1);
        }
        buckets.addBucketCounts(1);
        gauge("after");
        Translation small = new Translation(0);

        small.translate(request.build().toByteArray(), NO_INFO);

        assertThat(rendered(small.series)).containsExactly("before{} 1.0@1700000000123", "after{} 1.0@1700000000123");
        assertThat(small.translator.refusedPoints()).isEqualTo(2);
        assertThat(small.translator.problems().toString()).contains("its series take more than 32768 B");
    }

    @Test
    void aRefusalLeavesWhatFollowsAlone() throws Exception {
        KeyValue[] tooMany = new KeyValue[1_025];
        Arrays.setAll(tooMany, i -> text("k" + i, "v"));
        KeyValue tooDeep = text("a", "b");
        for (int i = 0; i < 70; i++) {
            AnyValue.Builder around = AnyValue.newBuilder();
            around.getKvlistValueBuilder().addValues(tooDeep);
            tooDeep = value("a", around);
        }
        gauge("many", tooMany);
        gauge("after_many", text("a", "b"));
        gauge("deep", tooDeep, text("c", "d"));
        gauge("after_deep", text("a", "b"));
        ScopeMetrics.Builder badScope = resource.addScopeMetricsBuilder();
        badScope.getScopeBuilder().addAttributes(tooDeep);
        badScope.addMetricsBuilder()
                .setName("in_bad_scope")
                .getGaugeBuilder()
                .addDataPointsBuilder()
                .setAsInt(1);
        ResourceMetrics.Builder badResource = request.addResourceMetricsBuilder();
        badResource.getResourceBuilder().addAllAttributes(List.of(tooMany));
        badResource
                .addScopeMetricsBuilder()
                .addMetricsBuilder()
                .setName("in_bad_resource")
                .getGaugeBuilder()
                .addDataPointsBuilder()
                .setAsInt(1);
        request.addResourceMetricsBuilder()
                .addScopeMetricsBuilder()
                .addMetricsBuilder()
                .setName("last")
                .addMetadata(tooDeep)
                .getGaugeBuilder()
                .addDataPointsBuilder()
                .setAsInt(1);

        assertThat(series(NO_INFO))
                .containsExactly(
                        "after_many{a=b} 1.0@1700000000123", "after_deep{a=b} 1.0@1700000000123", "last{} 1.0@0");
        assertThat(translation.translator.problems())
                .containsExactly(
                        "data point of metric \"many\": more than 1024 attributes",
                        "data point of metric \"deep\": an attribute's value is nested more than 64 deep",
                        "data point of metric \"in_bad_scope\": its resource or scope: an attribute's value is nested more than"
                                + " 64 deep",
                        "data point of metric \"in_bad_resource\": its resource: more than 1024 attributes");
    }

    @Test
    void whatStandsTwiceCostsThePointsThatItConcerns() throws Exception {
        byte[] attribute = text("a", "b").toByteArray();
        byte[] value =
                delimited(2, AnyValue.newBuilder().setBoolValue(true).build().toByteArray());
        byte[] bothAtOnce = delimited(2, new byte[] {2 << 3, 1, 3 << 3, 1});
        byte[] owner = delimited(1, delimited(1, attribute));
        byte[] scopeOfAll = delimited(1, delimited(3, attribute));
        byte[] metrics = joined(
                metric("two_kinds", joined(gaugeOf(attribute), delimited(9, "damaged".getBytes(UTF_8)))),
                metric("two_values", gaugeOf(joined(attribute, value))),
                metric("two_things", gaugeOf(bothAtOnce)),
                metric("good", gaugeOf(attribute)));
        byte[] body = joined(
                delimited(1, delimited(2, metrics)),
                delimited(1, delimited(2, joined(scopeOfAll, scopeOfAll, metric("two_scopes", gaugeOf(attribute))))),
                delimited(1, joined(owner, owner, delimited(2, metric("two_resources", gaugeOf(attribute))))));

        translation.translate(body, OtlpMetricRules.DEFAULT);
        assertThat(rendered(translation.series)).containsExactly("good{a=b} 1.0@0");
        assertThat(translation.translator.refusedPoints()).isEqualTo(5);
        assertThat(translation.translator.problems())
                .containsExactly(
                        "data point of metric \"two_kinds\": it has data 2 times (expected: once)",
                        "data point of metric \"two_values\": an attribute has two values (expected: one)",
                        "data point of metric \"two_things\": an attribute has two values (expected: one)",
                        "data point of metric \"two_scopes\": its scope is there 2 times (expected: once)",
                        "data point of metric \"two_resources\": its resource is there twice (expected: once)");
    }

    /** A metric as a field of its scope. */
    private static byte[] metric(String name, byte[] data) {
        return delimited(2, joined(delimited(1, name.getBytes(UTF_8)), data));
    }

    /** A gauge as a field of its metric, with one point of value 1. */
    private static byte[] gaugeOf(byte[] attribute) {
        byte[] one = NumberDataPoint.newBuilder().setAsInt(1).build().toByteArray();
        return delimited(5, delimited(1, joined(one, delimited(7, attribute))));
    }

    private static byte[] delimited(int field, byte[] content) {
        return NestedValues.field((field << 3) | 2, content);
    }

    private static byte[] joined(byte[]... parts) {
        return Arrays.stream(parts).reduce(new byte[0], NestedValues::joined);
    }

    @Test
    void anExemplarThatIsNotUtf8IsRefusedAlone() throws Exception {
        var point = scope.addMetricsBuilder()
                .setName("x")
                .getGaugeBuilder()
                .addDataPointsBuilder()
                .setAsInt(1);
        point.addExemplarsBuilder().setAsInt(1).addFilteredAttributes(text("k", "MARK"));
        point.addExemplarsBuilder().setAsInt(2).addFilteredAttributes(text("k", "good"));
        byte[] body = request.build().toByteArray();
        int at = new String(body, StandardCharsets.ISO_8859_1).indexOf("MARK");
        body[at] = (byte) 0xFF;

        translation.translate(body, NO_INFO);

        assertThat(rendered(translation.series)).containsExactly("x{} 1.0@0 # {k=good} 2.0@0");
        assertThat(translation.translator.refusedExemplars()).isEqualTo(1);
        assertThat(translation.translator.refusedPoints()).isZero();
    }

    @Test
    void theSameBodyMakesTheSameBytesWhateverCameBefore() throws Exception {
        gauge("a", text("k", "v"));
        byte[] body = request.build().toByteArray();
        List<byte[]> first = new Translation().translate(body, OtlpMetricRules.DEFAULT).requests;
        gauge("b", text("k2", "v2"));
        translate(OtlpMetricRules.DEFAULT);

        translation.translate(body, OtlpMetricRules.DEFAULT);

        assertThat(translation.requests).hasSize(1);
        assertThat(Arrays.equals(translation.requests.get(0), first.get(0))).isTrue();
    }

    @Test
    void brokenProtobufIsMalformedAsAWhole() {
        gauge("good");
        byte[] body = request.build().toByteArray();
        byte[] cut = Arrays.copyOf(body, body.length - 1);

        assertThatThrownBy(() -> translation.translate(cut, OtlpMetricRules.DEFAULT))
                .isInstanceOf(MalformedBodyException.class)
                .hasMessageContaining("needed");
    }

    @Test
    void givesUpTheMemoryOfALargeBodyAfterAWhile() throws Exception {
        var points = scope.addMetricsBuilder().setName("many").getGaugeBuilder();
        for (int i = 0; i < 60_000; i++) {
            points.addDataPointsBuilder().setAsInt(i).addAttributes(text("n", "value " + i));
        }
        translate(OtlpMetricRules.DEFAULT);
        long large = translation.translator.heldBytes();
        byte[] empty = new byte[0];

        for (int i = 0; i < 600; i++) {
            translation.translate(empty, OtlpMetricRules.DEFAULT);
        }

        assertThat(large).isGreaterThan(4 << 20);
        assertThat(translation.translator.heldBytes()).isLessThan(1 << 20);
    }

    private void gauge(String name, KeyValue... attributes) {
        NumberDataPoint.Builder point = scope.addMetricsBuilder()
                .setName(name)
                .getGaugeBuilder()
                .addDataPointsBuilder()
                .setTimeUnixNano(TIME)
                .setAsDouble(1);
        point.addAllAttributes(List.of(attributes));
    }

    private static KeyValue text(String key, String value) {
        return value(key, AnyValue.newBuilder().setStringValue(value));
    }

    private static KeyValue value(String key, AnyValue.Builder value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    private void translate(OtlpMetricRules rules) throws MalformedBodyException {
        translation.translate(request.build().toByteArray(), rules);
    }

    private List<String> series(OtlpMetricRules rules) throws MalformedBodyException {
        translate(rules);
        return rendered(translation.series);
    }

    /** {@code name{labels} value@time since start # {exemplar} value@time}. */
    private static List<String> rendered(List<WireModel.Series> all) {
        List<String> lines = new ArrayList<>();
        for (WireModel.Series series : all) {
            StringBuilder line = new StringBuilder();
            String name = series.labels().stream()
                    .filter(label -> label.name().equals("__name__"))
                    .map(WireModel.Label::value)
                    .collect(Collectors.joining());
            line.append(name).append('{').append(labels(series.labels())).append('}');
            for (WireModel.Sample sample : series.samples()) {
                line.append(' ')
                        .append(Double.longBitsToDouble(sample.valueBits()))
                        .append('@')
                        .append(sample.timestamp());
                if (sample.startTimestamp() != 0) {
                    line.append(" since ").append(sample.startTimestamp());
                }
            }
            for (WireModel.Exemplar exemplar : series.exemplars()) {
                line.append(" # {").append(labels(exemplar.labels())).append("} ");
                line.append(Double.longBitsToDouble(exemplar.valueBits()))
                        .append('@')
                        .append(exemplar.timestamp());
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static String labels(List<WireModel.Label> labels) {
        return labels.stream()
                .filter(label -> !label.name().equals("__name__"))
                .map(label -> label.name() + "=" + label.value())
                .collect(Collectors.joining(","));
    }
}
