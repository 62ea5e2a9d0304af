package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.config.OtlpRules;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.RandomOtlpMetrics;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The short way of points of known streams, beside a reader that translates everything because somebody watches its series. */
class KnownPointsTest {
    private static final int REQUESTS = 12;
    private static final int BODIES = 150;
    /** Told when the cache does not know them, which depends on what it forgot. */
    private static final List<String> NEWS = List.of("Prom_Metadata", "Prom_StartTimestamps");

    private final long seed = Long.getLong("adxflow.seed", 1);
    private final Random random = new Random(seed);

    @Test
    void makesTheRowsThatTranslatingEverythingMakes() throws Exception {
        OtlpBodiesInRows known = rows(1 << 24);

        compare(known, rows(1 << 24), List.of());

        assertThat(known.tables.streams().count()).as("seed %d", seed).isPositive();
    }

    @Test
    void makesTheSameRowsWhileSeriesAndStreamsAreForgotten() throws Exception {
        OtlpBodiesInRows known = rows(1 << 12);

        compare(known, rows(1 << 12), NEWS);

        assertThat(known.tables.evictedSeries()).as("seed %d", seed).isPositive();
    }

    @Test
    void translatesNothingOfABodyWhoseStreamsAreAllKnown() throws Exception {
        OtlpBodiesInRows rows = rows(1 << 24);
        ExportMetricsServiceRequest request = counters();
        rows.append(WireFormat.OTLP_METRICS, request.toByteArray());
        rows.append(WireFormat.OTLP_METRICS, request.toByteArray());
        long streams = rows.tables.streams().count();

        AppendResult result =
                rows.append(WireFormat.OTLP_METRICS, later(request).toByteArray());

        assertThat(result.dataPoints()).isEqualTo(6);
        // Two resources and their points.
        assertThat(streams).isEqualTo(8);
        assertThat(rows.tables.streams().count()).isEqualTo(streams);
        assertThat(rows.tables.newSeries()).isEqualTo(8);
    }

    private static ExportMetricsServiceRequest counters() {
        ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
        for (String instance : List.of("a", "b")) {
            ResourceMetrics.Builder resource = request.addResourceMetricsBuilder();
            for (String key : List.of("service.name", "service.instance.id", "host.name")) {
                resource.getResourceBuilder()
                        .addAttributesBuilder()
                        .setKey(key)
                        .getValueBuilder()
                        .setStringValue(instance);
            }
            Metric.Builder metric =
                    resource.addScopeMetricsBuilder().addMetricsBuilder().setName("requests");
            for (int route = 0; route < 3; route++) {
                metric.getSumBuilder()
                        .addDataPointsBuilder()
                        .setTimeUnixNano(1_000_000_000L)
                        .setAsInt(route)
                        .addAttributesBuilder()
                        .setKey("route")
                        .getValueBuilder()
                        .setIntValue(route);
            }
        }
        return request.build();
    }

    private static OtlpBodiesInRows rows(long seriesCacheBytes) {
        return new OtlpBodiesInRows(
                OtlpBodiesInRows.namespace(OtlpRules.DEFAULT, List.of("*")),
                new RowSettings(seriesCacheBytes, 100_000, 3_600_000, 1 << 20));
    }

    private void compare(OtlpBodiesInRows known, OtlpBodiesInRows translated, List<String> leftOut) throws Exception {
        translated.tables.setWatch((sent, now, count, rule) -> {});
        RandomOtlpMetrics metrics = new RandomOtlpMetrics(seed);
        List<ExportMetricsServiceRequest> requests = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            requests.add(metrics.next());
        }
        for (int i = 0; i < BODIES; i++) {
            int which = random.nextInt(REQUESTS);
            requests.set(which, later(requests.get(which)));
            byte[] body = requests.get(which).toByteArray();
            if (random.nextInt(4) == 0) {
                // Messages behind one another are one message.
                body = joined(body, requests.get(random.nextInt(REQUESTS)).toByteArray());
            }
            String about = "seed " + seed + ", body " + i;

            AppendResult actual = known.append(WireFormat.OTLP_METRICS, body);
            long points = actual.dataPoints();
            long refused = actual.rejectedRecords();
            AppendResult expected = translated.append(WireFormat.OTLP_METRICS, body);

            assertThat(points).as(about).isEqualTo(expected.dataPoints());
            assertThat(refused).as(about).isEqualTo(expected.rejectedRecords());
            assertThat(lines(known, leftOut)).as(about).isEqualTo(lines(translated, leftOut));
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static Map<String, List<String>> lines(OtlpBodiesInRows rows, List<String> leftOut) {
        Map<String, List<String>> lines = new TreeMap<>();
        byte[] window = new byte[1 << 12];
        for (TableBuffer buffer : rows.tables.buffers()) {
            List<String> ofTable = new ArrayList<>(RowsOfBodies.drain(buffer, window));
            ofTable.sort(null);
            if (!leftOut.contains(buffer.key().table())) {
                lines.put(buffer.key().database() + "." + buffer.key().table(), ofTable);
            }
        }
        return lines;
    }

    /** The same streams some time later. */
    private static ExportMetricsServiceRequest later(ExportMetricsServiceRequest request) {
        ExportMetricsServiceRequest.Builder builder = request.toBuilder();
        builder.getResourceMetricsBuilderList().forEach(resource -> resource.getScopeMetricsBuilderList()
                .forEach(scope -> scope.getMetricsBuilderList().forEach(metric -> {
                    switch (metric.getDataCase()) {
                        case GAUGE ->
                            metric.getGaugeBuilder().getDataPointsBuilderList().forEach(KnownPointsTest::later);
                        case SUM ->
                            metric.getSumBuilder().getDataPointsBuilderList().forEach(KnownPointsTest::later);
                        default -> {}
                    }
                })));
        return builder.build();
    }

    private static void later(NumberDataPoint.Builder point) {
        point.setTimeUnixNano(point.getTimeUnixNano() + 15_000_000_000L);
        if (point.hasAsInt()) {
            point.setAsInt(point.getAsInt() + 1);
        }
    }
}
