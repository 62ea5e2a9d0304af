package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.config.OtlpRules;
import io.adxflow.proto.v1.BucketSpan;
import io.adxflow.proto.v1.Exemplar;
import io.adxflow.proto.v1.Histogram;
import io.adxflow.proto.v1.Label;
import io.adxflow.proto.v1.MetricMetadata;
import io.adxflow.proto.v1.Sample;
import io.adxflow.proto.v1.TimeSeries;
import io.adxflow.proto.v1.WriteRequest;
import io.adxflow.proto.v2.Request;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.RandomBodies;
import io.adxflow.sources.wire.testing.RandomOtlp;
import io.adxflow.sources.wire.testing.RandomOtlpMetrics;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** No column gets a value that Azure Data Explorer would drop or cut: the row is a dead letter, and the others are rows. */
class LargeValuesTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LIMIT = 48;

    private final long seed = Long.getLong("adxflow.seed", 1);
    private final Map<String, Integer> lettersByColumn = new TreeMap<>();
    private int rowsSeen;

    private static OtlpBodiesInRows rows(int maxValueBytes) {
        return new OtlpBodiesInRows(
                OtlpBodiesInRows.namespace(OtlpRules.DEFAULT, List.of("*")),
                new RowSettings(1 << 24, 1_000_000, 3_600_000, maxValueBytes));
    }

    @Test
    void ofAnyColumnOfAnyTableAreDeadLettersAndNeverRows() throws Exception {
        RandomOtlp otlp = new RandomOtlp(seed);
        RandomOtlpMetrics metrics = new RandomOtlpMetrics(seed);
        RandomBodies remoteWrite = new RandomBodies(seed);
        OtlpBodiesInRows rows = rows(LIMIT);
        for (int i = 0; i < 300; i++) {
            append(rows, WireFormat.OTLP_LOGS, otlp.logs().toByteArray());
            append(rows, WireFormat.OTLP_TRACES, otlp.traces().toByteArray());
            append(rows, WireFormat.OTLP_METRICS, metrics.next().toByteArray());
            for (WireFormat format : WireFormat.of(WireFormat.Signal.REMOTE_WRITE)) {
                append(rows, format, RemoteWriteFixtures.compress(remoteWrite.next(format)));
            }
        }
        assertThat(rowsSeen).as("seed %d", seed).isGreaterThan(1_000);
        assertThat(lettersByColumn.keySet())
                .as("seed %d", seed)
                .contains(
                        "Attributes",
                        "Body",
                        "Events",
                        "ExemplarLabels",
                        "Links",
                        "PositiveBounds",
                        "ResourceAttributes",
                        "ScopeAttributes",
                        "labels");
    }

    private void append(OtlpBodiesInRows rows, WireFormat format, byte[] body) throws Exception {
        AppendResult result;
        try {
            result = rows.append(format, body);
        } catch (MalformedBodyException e) {
            return;
        }
        assertThat(result.deadLetteredRows()).isEqualTo(rows.deadLetters.size());
        for (DeadLetter letter : rows.deadLetters) {
            lettersByColumn.merge(letter.detail().substring(0, letter.detail().indexOf(' ')), 1, Integer::sum);
            assertThat(letter.detail()).as("seed %d", seed).contains("(at most 48, rows.max-labels-size)");
            assertThat(JSON.readTree(letter.row()).isObject()).isTrue();
        }
        rows.deadLetters.clear();
        long written = 0;
        for (List<Map<String, String>> ofTable : rows.drain().values()) {
            for (Map<String, String> row : ofTable) {
                row.forEach((column, value) -> assertThat(value.getBytes(StandardCharsets.UTF_8).length)
                        .as("%s = %s, seed %d", column, value, seed)
                        .isLessThanOrEqualTo(LIMIT));
                written++;
            }
        }
        rowsSeen += (int) written;
        assertThat(result.rows()).as("seed %d", seed).isEqualTo(written);
        assertThat(rows.tables.heapBytes()).isZero();
    }

    @Test
    void ofExemplarsHistogramsAndMetadataCostNeitherTheSeriesNorTheOthers() throws Exception {
        OtlpBodiesInRows rows = rows(1 << 20);
        Exemplar large = Exemplar.newBuilder()
                .setTimestamp(1)
                .addLabels(Label.newBuilder().setName("trace_id").setValue("x".repeat(1_200_000)))
                .build();
        Exemplar small = Exemplar.newBuilder().setTimestamp(2).build();
        WriteRequest request = WriteRequest.newBuilder()
                .addTimeseries(TimeSeries.newBuilder()
                        .addLabels(Label.newBuilder().setName("__name__").setValue("m"))
                        .addSamples(Sample.newBuilder().setTimestamp(1))
                        .addExemplars(large)
                        .addExemplars(small)
                        .addHistograms(histogram(60_000))
                        .addHistograms(histogram(3)))
                .addMetadata(
                        MetricMetadata.newBuilder().setMetricFamilyName("m").setHelp("h".repeat(1_100_000)))
                .addMetadata(
                        MetricMetadata.newBuilder().setMetricFamilyName("n").setHelp("h"))
                .build();
        AppendResult result =
                rows.append(WireFormat.REMOTE_WRITE_1, RemoteWriteFixtures.compress(request.toByteArray()));
        assertThat(result.problems()).isNull();
        assertThat(result.samples() + result.exemplars() + result.histograms() + result.metadata())
                .isEqualTo(7);
        assertThat(result.deadLetteredRows()).isEqualTo(3);
        assertThat(details(rows))
                .anySatisfy(detail -> assertThat(detail).startsWith("ExemplarLabels of 12000"))
                .anySatisfy(detail -> assertThat(detail).startsWith("PositiveBounds of "))
                .anySatisfy(detail -> assertThat(detail).startsWith("Help of 1100000 bytes"));
        assertThat(rows.deadLetters.stream()
                        .map(DeadLetter::row)
                        .anyMatch(row -> row.contains("\"Name\":\"m\"") && row.contains("x".repeat(1_200_000))))
                .as("the row is whole in its dead letter")
                .isTrue();
        Map<String, List<Map<String, String>>> written = rows.drain();
        Set<String> tables = new HashSet<>(written.keySet());
        assertThat(tables)
                .containsExactlyInAnyOrder(
                        "Telemetry.M",
                        "Telemetry.Prom_Exemplars",
                        "Telemetry.Prom_Metadata",
                        "Telemetry.Prom_NativeHistograms");
        written.values().forEach(ofTable -> assertThat(ofTable).hasSize(1));
    }

    private static List<String> details(OtlpBodiesInRows rows) {
        List<String> details = new ArrayList<>();
        rows.deadLetters.forEach(letter -> details.add(letter.detail()));
        return details;
    }

    private static Histogram histogram(int buckets) {
        Histogram.Builder histogram = Histogram.newBuilder()
                .setTimestamp(1)
                .setSchema(8)
                .setCountInt(buckets)
                .addPositiveSpans(BucketSpan.newBuilder().setOffset(1).setLength(buckets));
        histogram.addPositiveDeltas(1);
        for (int i = 1; i < buckets; i++) {
            histogram.addPositiveDeltas(0);
        }
        return histogram.build();
    }

    /** Remote write 2.0 wants to know what was written: what is a dead letter was not, on a retry neither. */
    @Test
    void areToldToSendersOfRemoteWriteTwo() throws Exception {
        OtlpBodiesInRows rows = rows(1_000);
        Request.Builder request =
                Request.newBuilder().addAllSymbols(List.of("", "__name__", "m", "l", "x".repeat(1_000)));
        request.addTimeseriesBuilder()
                .addLabelsRefs(1)
                .addLabelsRefs(2)
                .addExemplars(io.adxflow.proto.v2.Exemplar.newBuilder()
                        .setTimestamp(1)
                        .addLabelsRefs(3)
                        .addLabelsRefs(4))
                .addHistograms(
                        io.adxflow.proto.v2.Histogram.parseFrom(histogram(1_000).toByteString()));
        byte[] body = RemoteWriteFixtures.compress(request.build().toByteArray());
        for (RowFilter filter : List.of(RowFilter.ALL, RowFilter.NONE)) {
            AppendResult result = rows.append(WireFormat.REMOTE_WRITE_2, body, filter);
            assertThat(result.problems()).contains("ExemplarLabels of ", "PositiveCounts of ", "kept as dead letters");
            assertThat(result.exemplars()
                            + result.histograms()
                            - result.unwrittenExemplars
                            - result.unwrittenHistograms)
                    .isZero();
            assertThat(result.deadLetteredRows()).isEqualTo(filter == RowFilter.ALL ? 2 : 0);
            assertThat(rows.tables.tableCount()).isEqualTo(1);
        }
    }

    @Test
    void leaveNoTableBehindThatHasNoOtherRow() throws Exception {
        OtlpBodiesInRows rows = rows(100);
        WriteRequest request = WriteRequest.newBuilder()
                .addMetadata(
                        MetricMetadata.newBuilder().setMetricFamilyName("m").setHelp("h".repeat(101)))
                .build();
        AppendResult result =
                rows.append(WireFormat.REMOTE_WRITE_1, RemoteWriteFixtures.compress(request.toByteArray()));
        assertThat(result.deadLetteredRows()).isEqualTo(1);
        assertThat(rows.tables.buffers()).isEmpty();
        assertThat(rows.tables.tableCount()).isZero();
        assertThat(rows.tables.heapBytes()).isZero();
        assertThat(rows.append(WireFormat.REMOTE_WRITE_1, RemoteWriteFixtures.compress(request.toByteArray()))
                        .deadLetteredRows())
                .as("told once, as a row would be")
                .isZero();
    }
}
