package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import io.adxflow.sources.wire.testing.WireModel.Label;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A label with an empty value is a missing label (Prometheus, "Data model"), in whichever protocol it comes. */
class EmptyLabelsTest {
    private static final NamespaceSpec NAMESPACE = RowsOfBodies.namespace(
            Map.of("added", "x"),
            List.of(new NamespaceSpec.LiftedLabel("lifted", ""), new NamespaceSpec.LiftedLabel("host", "")));

    private final long seed = Long.getLong("adxflow.seed", 1);
    private final Random random = new Random(seed);

    @ParameterizedTest
    @EnumSource(names = {"REMOTE_WRITE_1", "REMOTE_WRITE_2"})
    void changeNothingOfASeriesRows(WireFormat format) {
        for (int round = 0; round < 200; round++) {
            BodyBuilder without = new BodyBuilder();
            BodyBuilder with = new BodyBuilder();
            for (int series = 1 + random.nextInt(5); series > 0; series--) {
                List<Label> labels = labels();
                List<Label> more = withEmpty(labels);
                long start = format == WireFormat.REMOTE_WRITE_2 ? 1 + random.nextInt(3) : 0;
                without.series(labels).sample(1_000, series, start);
                with.series(more).sample(1_000, series, start);
            }
            assertThat(rows(format, with)).as("seed %d", seed).isEqualTo(rows(format, without));
        }
    }

    private List<Label> labels() {
        List<Label> labels = new ArrayList<>(List.of(new Label("__name__", "lab")));
        for (String name : List.of("HOST", "a", "adxmon_pod", "host", "lifted", "z")) {
            if (random.nextBoolean()) {
                labels.add(new Label(name, "v" + random.nextInt(3)));
            }
        }
        return labels;
    }

    private List<Label> withEmpty(List<Label> labels) {
        List<Label> more = new ArrayList<>(labels);
        for (String name : List.of("Lifted", "HOSt", "added", "b", "adxmon_x", "é")) {
            if (random.nextBoolean()) {
                more.add(random.nextInt(more.size() + 1), new Label(name, ""));
            }
        }
        return more;
    }

    private Map<String, List<String>> rows(WireFormat format, BodyBuilder body) {
        RowsOfBodies rows = new RowsOfBodies(NAMESPACE, RowsOfBodies.SETTINGS);
        assertThat(rows.append(format, body.compressed(format), RowFilter.ALL).problems())
                .as("seed %d", seed)
                .isNull();
        Map<String, List<String>> lines = rows.sortedLines();
        // Told at least once, and once more when the same labels come in another form.
        lines.computeIfPresent(
                "Prom_StartTimestamps",
                (table, starts) -> starts.stream().distinct().toList());
        return lines;
    }

    @Test
    void makeNoSecondSeriesId() {
        RowsOfBodies rows = new RowsOfBodies();
        rows.append(new BodyBuilder()
                .series("lab", "h", "")
                .sample(1, 1)
                .series("lab")
                .sample(2, 1));
        List<String> lines = rows.drain(1 << 10).get("Lab");
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).substring(24))
                .isEqualTo(lines.get(1).substring(24))
                .endsWith(",\"{}\",1");
    }

    @Test
    void ofTheNameAreNoName() {
        RowsOfBodies rows = new RowsOfBodies();
        assertThat(rows.append(new BodyBuilder().series("", "job", "x").sample(1, 1))
                        .problems())
                .contains("__name__");
    }

    @Test
    void areMissingInOtlpToo() throws Exception {
        List<KeyValue> some = List.of(attribute("a", "x"));
        List<KeyValue> more = List.of(
                attribute("empty", ""),
                attribute("a", "x"),
                KeyValue.newBuilder().setKey("nothing").build(),
                KeyValue.newBuilder()
                        .setKey("bytes")
                        .setValue(AnyValue.newBuilder().setBytesValue(com.google.protobuf.ByteString.EMPTY))
                        .build());
        assertThat(rows(more)).isEqualTo(rows(some)).containsKeys("Telemetry.M", "Telemetry.TargetInfo");
    }

    private static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static Map<String, List<Map<String, String>>> rows(List<KeyValue> attributes) throws Exception {
        ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
        var resource = request.addResourceMetricsBuilder();
        resource.getResourceBuilder()
                .addAttributes(attribute("service.name", "s"))
                .addAllAttributes(attributes);
        resource.addScopeMetricsBuilder()
                .addMetricsBuilder()
                .setName("m")
                .getGaugeBuilder()
                .addDataPointsBuilder()
                .setTimeUnixNano(1_000_000_000)
                .setAsInt(1)
                .addAllAttributes(attributes);
        OtlpBodiesInRows rows = new OtlpBodiesInRows(io.adxflow.job.config.OtlpRules.DEFAULT);
        assertThat(rows.append(WireFormat.OTLP_METRICS, request.build().toByteArray())
                        .problems())
                .isNull();
        return rows.drain();
    }
}
