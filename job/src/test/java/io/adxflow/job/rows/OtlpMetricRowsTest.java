package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.OtlpRules;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.otlp.metrics.MetricNaming;
import io.adxflow.sources.wire.otlp.metrics.OtlpMetricRules;
import io.adxflow.sources.wire.testing.DamagedOtlp;
import io.adxflow.sources.wire.testing.OtlpFixtures;
import io.adxflow.sources.wire.testing.OtlpJsonText;
import io.adxflow.sources.wire.testing.OtlpMetricsOracle;
import io.adxflow.sources.wire.testing.RandomOtlpMetrics;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OTLP metrics as rows, against the oracles of the translation and of the rows. */
class OtlpMetricRowsTest {
    private static final int BODIES = 200;

    private final long seed = Long.getLong("adxflow.seed", 1);

    @ParameterizedTest
    @EnumSource
    void recordedBodiesBecomeTheRowsThatTheOraclesMake(MetricNaming naming) throws Exception {
        OtlpMetricRules rules = new OtlpMetricRules(naming, List.of("telemetry.sdk.name"), true, true);
        OtlpBodiesInRows rows = rows(rules);
        OracleRows oracle = new OracleRows(namespace(rules));
        List<OtlpFixtures.Fixture> fixtures = OtlpFixtures.of(Signal.METRICS);
        assertThat(fixtures).hasSizeGreaterThan(5);
        for (OtlpFixtures.Fixture fixture : fixtures) {
            AppendResult result = rows.append(fixture.format(), fixture.body());
            assertThat(result.problems()).isNull();
            assertThat(result.dataPoints()).isPositive();
            oracle.add(expected(fixture.message(), rules).body(), OtlpBodiesInRows.ARRIVAL);
        }
        Map<String, List<String>> actual = lines(rows);
        assertThat(actual).isEqualTo(oracle.sortedLines()).containsKeys("Prom_NativeHistograms", "TargetInfo");
    }

    @Test
    void randomMetricsBecomeTheRowsThatTheOraclesMakeInEveryEncoding() throws Exception {
        RandomOtlpMetrics metrics = new RandomOtlpMetrics(seed);
        Random random = new Random(seed);
        OtlpMetricRules rules = OtlpMetricRules.DEFAULT;
        for (int i = 0; i < BODIES; i++) {
            ExportMetricsServiceRequest request = withoutNamelessTables(metrics.next());
            OtlpMetricsOracle.Expected expected = OtlpMetricsOracle.expect(request, rules);
            OtlpBodiesInRows rows = rows(rules);
            List<WireFormat> formats = WireFormat.of(Signal.METRICS);
            WireFormat format = formats.get(random.nextInt(formats.size()));
            byte[] content = format.encoding() == WireFormat.Encoding.JSON
                    ? OtlpJsonText.of(request).getBytes(StandardCharsets.UTF_8)
                    : request.toByteArray();

            AppendResult result = rows.append(format, DamagedOtlp.compress(format, content));

            String about = "seed " + seed + ", body " + i + ", " + format;
            assertThat(result.rejectedRecords()).as(about + result.problems()).isEqualTo(expected.refused());
            OracleRows oracle = new OracleRows(namespace(rules)).add(expected.body(), OtlpBodiesInRows.ARRIVAL);
            Map<String, List<String>> lines = lines(rows);
            oracle.sortedLines().forEach((table, expectedLines) -> assertThat(lines.remove(table))
                    .as(about + ", " + table)
                    .isEqualTo(expectedLines));
            assertThat(lines).as(about).isEmpty();
        }
    }

    /** The oracle of rows knows no dead letters. */
    private static ExportMetricsServiceRequest withoutNamelessTables(ExportMetricsServiceRequest request) {
        ExportMetricsServiceRequest.Builder builder = request.toBuilder();
        builder.getResourceMetricsBuilderList().forEach(resource -> resource.getScopeMetricsBuilderList()
                .forEach(scope -> scope.getMetricsBuilderList().forEach(OtlpMetricRowsTest::nameTable)));
        return builder.build();
    }

    private static void nameTable(Metric.Builder metric) {
        if (metric.getName().equals("_")) {
            metric.setName("x");
        }
    }

    @Test
    void aSeriesThatCameBeforeIsFoundInTheCache() throws Exception {
        OtlpBodiesInRows rows = rows(OtlpMetricRules.DEFAULT);
        OtlpFixtures.Fixture fixture = OtlpFixtures.of(Signal.METRICS).get(0);
        rows.append(fixture.format(), fixture.body());
        int series = rows.tables.seriesCount();
        assertThat(series).isPositive();

        rows.append(fixture.format(), fixture.body());

        assertThat(rows.tables.seriesCount()).isEqualTo(series);
    }

    @Test
    void countsThePointsOfWhichASeriesFoundNoTable() throws Exception {
        OtlpMetricRules rules = new OtlpMetricRules(MetricNaming.PROMETHEUS, List.of(), false, true);
        OtlpBodiesInRows rows = new OtlpBodiesInRows(namespace(rules), new RowSettings(1 << 20, 1, 3_600_000, 1 << 20));
        ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
        var scope = request.addResourceMetricsBuilder().addScopeMetricsBuilder();
        scope.addMetricsBuilder()
                .setName("first")
                .getGaugeBuilder()
                .addDataPointsBuilder()
                .setAsInt(1);
        var histogram = scope.addMetricsBuilder().setName("second").getHistogramBuilder();
        histogram.addDataPointsBuilder().setCount(3);
        histogram.addDataPointsBuilder().setCount(4);

        AppendResult result =
                rows.append(WireFormat.OTLP_METRICS, request.build().toByteArray());

        assertThat(result.dataPoints()).isEqualTo(1);
        assertThat(result.rejectedRecords()).isEqualTo(2);
        assertThat(result.rejectedSeries()).isEqualTo(4);
        assertThat(result.problems()).contains("refused: 4 series").contains("rows.max-tables");
    }

    @Test
    void refusesAPointWhoseAttributesAreNotUtf8() throws Exception {
        OtlpBodiesInRows rows = rows(OtlpMetricRules.DEFAULT);
        ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
        var histogram = request.addResourceMetricsBuilder()
                .addScopeMetricsBuilder()
                .addMetricsBuilder()
                .setName("x")
                .getHistogramBuilder();
        for (String value : List.of("good", "MARK")) {
            histogram
                    .addDataPointsBuilder()
                    .setCount(3)
                    .addAttributesBuilder()
                    .setKey("a.b")
                    .getValueBuilder()
                    .setStringValue(value);
        }
        byte[] body = request.build().toByteArray();
        body[new String(body, StandardCharsets.ISO_8859_1).indexOf("MARK")] = (byte) 0xFF;

        AppendResult result = rows.append(WireFormat.OTLP_METRICS, body);

        assertThat(result.dataPoints()).isEqualTo(1);
        assertThat(result.rejectedRecords()).isEqualTo(1);
        assertThat(result.problems()).contains("label \"a_b\": value is not UTF-8");
        assertThat(result.samples()).isEqualTo(2);
    }

    @Test
    void countsIntegersThatADoubleDoesNotHold() throws Exception {
        OtlpBodiesInRows rows = rows(OtlpMetricRules.DEFAULT);
        ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
        var gauge = request.addResourceMetricsBuilder()
                .addScopeMetricsBuilder()
                .addMetricsBuilder()
                .setName("exact")
                .getGaugeBuilder();
        for (long value : new long[] {1L << 53, (1L << 53) + 1, -(1L << 53) - 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            gauge.addDataPointsBuilder().setAsInt(value);
        }

        AppendResult result =
                rows.append(WireFormat.OTLP_METRICS, request.build().toByteArray());

        assertThat(result.samples()).isEqualTo(5);
        assertThat(result.roundedValues()).isEqualTo(3);
    }

    @Test
    void damagedBodiesAreMalformedOrRead() {
        DamagedOtlp damaged = new DamagedOtlp(Signal.METRICS, seed);
        OtlpBodiesInRows rows = rows(OtlpMetricRules.DEFAULT);
        int malformed = 0;
        for (int i = 0; i < 3_000; i++) {
            DamagedOtlp.Damaged body = damaged.next();
            try {
                rows.append(body.format(), body.body());
                drop(rows);
            } catch (MalformedBodyException e) {
                malformed++;
                assertThat(rows.tables.buffers()).as("seed " + seed).isEmpty();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", body " + i + ", " + body.format(), e);
            }
        }
        assertThat(malformed).as("seed " + seed).isBetween(1_000, 2_999);
    }

    private static void drop(OtlpBodiesInRows rows) {
        for (TableBuffer buffer : List.copyOf(rows.tables.buffers())) {
            buffer.drain(new byte[1 << 12], (csv, offset, length) -> {});
        }
    }

    private static OtlpBodiesInRows rows(OtlpMetricRules rules) {
        return new OtlpBodiesInRows(namespace(rules), new RowSettings(1 << 24, 1_000, 3_600_000, 1 << 20));
    }

    private static NamespaceSpec namespace(OtlpMetricRules rules) {
        return OtlpBodiesInRows.namespace(
                new OtlpRules("OTelLogs", "OTelTraces", List.of(), List.of(), rules), List.of("*"));
    }

    private static OtlpMetricsOracle.Expected expected(byte[] message, OtlpMetricRules rules) throws Exception {
        return OtlpMetricsOracle.expect(ExportMetricsServiceRequest.parseFrom(message), rules);
    }

    private static Map<String, List<String>> lines(OtlpBodiesInRows rows) {
        Map<String, List<String>> lines = new TreeMap<>();
        for (TableBuffer buffer : rows.tables.buffers()) {
            lines.put(
                    buffer.key().table(),
                    RowsOfBodies.drain(buffer, new byte[1 << 14]).stream()
                            .sorted()
                            .toList());
        }
        return lines;
    }
}
