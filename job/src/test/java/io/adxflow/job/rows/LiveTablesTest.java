package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.proto.v1.Exemplar;
import io.adxflow.proto.v1.Label;
import io.adxflow.proto.v1.Sample;
import io.adxflow.proto.v1.TimeSeries;
import io.adxflow.proto.v1.WriteRequest;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures;
import io.adxflow.sources.wire.testing.WireModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LiveTablesTest {
    private static final String EPOCH = "1970-01-01T00:00:0";

    private final RowsOfBodies rows = new RowsOfBodies();

    @Test
    void writesARowPerSampleGroupedBySeriesInTheOrderOfFirstAppearance() {
        rows.append(new BodyBuilder()
                .series("up", "job", "a")
                .sample(1000, 1)
                .series("up", "job", "b")
                .sample(1000, 2));
        rows.append(new BodyBuilder()
                .series("up", "job", "b")
                .sample(2000, 3)
                .series("up", "job", "a")
                .sample(500, 4));
        List<String> lines = rows.drain(1 << 16).get("Up");
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).startsWith(EPOCH + "1Z,").endsWith(",\"{\"\"job\"\":\"\"a\"\"}\",1");
        assertThat(lines.get(1)).startsWith(EPOCH + "0.5Z,").endsWith(",\"{\"\"job\"\":\"\"a\"\"}\",4");
        assertThat(lines.get(2)).endsWith(",\"{\"\"job\"\":\"\"b\"\"}\",2");
        assertThat(lines.get(3)).endsWith(",\"{\"\"job\"\":\"\"b\"\"}\",3");
    }

    @Test
    void aBufferKnowsWhatItHolds() {
        rows.append(new BodyBuilder().series("a").sample(5, 1));
        rows.append(new BodyBuilder().series("up", "x", "y").sample(2000, 1).sample(1500, 1));
        rows.append(new BodyBuilder().series("up", "x", "z").sample(1800, 1));
        TableBuffer up = rows.tables.buffers().stream()
                .filter(buffer -> buffer.key().table().equals("Up"))
                .findFirst()
                .orElseThrow();
        assertThat(up.rows()).isEqualTo(3);
        assertThat(up.distinctSeries()).isEqualTo(2);
        assertThat(up.firstSequence()).isEqualTo(1);
        assertThat(up.oldestArrivalMillis()).isEqualTo(2000);
        assertThat(up.minTimestampMillis()).isEqualTo(1500);
        assertThat(up.maxTimestampMillis()).isEqualTo(2000);
        assertThat(up.heapBytes()).isGreaterThanOrEqualTo(60);
        assertThat(rows.tables.heapBytes())
                .isEqualTo(rows.tables.buffers().stream()
                        .mapToLong(TableBuffer::heapBytes)
                        .sum());
        assertThat(rows.tables.tableCount()).isEqualTo(2);
        assertThat(rows.tables.seriesCount()).isEqualTo(3);

        rows.drain(1000);
        assertThat(rows.tables.buffers()).isEmpty();
        assertThat(rows.tables.heapBytes()).isZero();
    }

    @Test
    void windowsHoldWholeLinesAndALongLineComesAlone() {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        RowsOfBodies whole = new RowsOfBodies();
        for (int body = 0; body < 20; body++) {
            BodyBuilder builder = new BodyBuilder();
            for (int series = 0; series < 20; series++) {
                builder.series("m", "l", "x".repeat(random.nextInt(8) * series * 5));
                for (int sample = random.nextInt(4); sample >= 0; sample--) {
                    builder.sample(random.nextInt(), random.nextDouble());
                }
            }
            rows.append(builder);
            whole.append(builder);
        }
        assertThat(rows.drain(400)).as("seed %d", seed).isEqualTo(whole.drain(1 << 20));
    }

    @Test
    void idsOfTablesAreStable() {
        rows.append(new BodyBuilder().series("up").sample(1, 1));
        TableBuffer up = rows.tables.buffers().iterator().next();
        assertThat(up.key())
                .isEqualTo(new TableKey(
                        "default", "Metrics", "Up", "Timestamp:datetime,SeriesId:long,Labels:dynamic,Value:real"));
        assertThat(Long.toHexString(up.idHigh()) + " " + Long.toHexString(up.idLow()))
                .isEqualTo("720bd229ab050e00 5364e3c08546131b");
    }

    @Test
    void aFilterDropsRowsButNotCounts() {
        BodyBuilder body =
                new BodyBuilder().series("up").sample(1, 1).series("down").sample(1, 1);
        AppendResult result = rows.append(body, RowFilter.NONE);
        assertThat(result.samples()).isEqualTo(2);
        assertThat(result.rows()).isZero();
        assertThat(rows.tables.buffers()).isEmpty();

        List<TableKey> asked = new ArrayList<>();
        result = rows.append(body, table -> {
            asked.add(table);
            return table.table().equals("Up");
        });
        assertThat(result.rows()).isEqualTo(1);
        assertThat(rows.drain(1000)).containsOnlyKeys("Up");
        assertThat(asked).extracting(TableKey::table).containsExactlyInAnyOrder("Up", "Down");
    }

    @Test
    void oneSeriesForTwoDatabasesIsTwo() {
        byte[] body = new BodyBuilder().series("up").sample(1, 1).compressed(WireFormat.REMOTE_WRITE_1);
        rows.append(WireFormat.REMOTE_WRITE_1, body, RowFilter.ALL);
        rows.tables.append(
                rows.decode(WireFormat.REMOTE_WRITE_1, body),
                new io.adxflow.sources.http.Target("default", "Other"),
                1,
                1,
                "test",
                RowFilter.ALL);
        assertThat(rows.tables.seriesCount()).isEqualTo(2);
        assertThat(rows.tables.buffers())
                .extracting(buffer -> buffer.key().database())
                .containsExactlyInAnyOrder("Metrics", "Other");
    }

    @Test
    void badSeriesAreRefusedAndTheOthersWritten() {
        AppendResult result = rows.append(new BodyBuilder()
                .series(List.of(new WireModel.Label("job", "nameless")))
                .sample(1, 1)
                .sample(2, 1)
                .series("twice", "a", "1", "a", "2")
                .sample(1, 1)
                .series("good")
                .sample(1, 1)
                .series(List.of(new WireModel.Label("no", "samples"))));
        assertThat(result.samples()).isEqualTo(1);
        assertThat(result.rejectedSeries()).isEqualTo(2);
        assertThat(result.rejectedSamples()).isEqualTo(3);
        assertThat(result.problems()).contains("2 series", "nameless", "__name__", "twice", "repeated");
        assertThat(rows.drain(1000)).containsOnlyKeys("Good");
        assertThat(rows.append(new BodyBuilder().series("good").sample(1, 1)).problems())
                .isNull();
    }

    @Test
    void namesTheFirstProblemsAndCountsTheRest() {
        BodyBuilder body = new BodyBuilder();
        for (int i = 0; i < 100; i++) {
            body.series(List.of(new WireModel.Label("n", "v" + i))).sample(1, 1);
        }
        assertThat(rows.append(body).problems())
                .contains("100 series", "\"v4\"", "and 95 more")
                .doesNotContain("\"v5\"");
    }

    @Test
    void whatNoTableCanTakeGoesToTheDeadLetters() {
        RowsOfBodies small = new RowsOfBodies(
                RowsOfBodies.namespace(Map.of(), List.of()), new RowSettings(1 << 20, 100, 3_600_000, 1000));
        BodyBuilder body = new BodyBuilder()
                .series("⌘")
                .sample(7, 1.5)
                .series("large", "l", "\"".repeat(600))
                .sample(8, 2)
                .series("just", "l", "\"".repeat(490))
                .sample(9, 3)
                .series("late")
                .sample(Long.MAX_VALUE, 4)
                .sample(10, 5);
        AppendResult result = small.append(body);
        assertThat(result.samples()).isEqualTo(5);
        assertThat(result.rows()).isEqualTo(2);
        assertThat(result.deadLetteredRows()).isEqualTo(3);
        assertThat(result.writtenSamples()).isEqualTo(2);
        assertThat(result.problems())
                .contains("3 samples, histograms and exemplars that no table takes, kept as dead letters")
                .contains("series 0", "series 1 large{", "series 3 late{}: timestamp");
        assertThat(small.drain(4000)).containsOnlyKeys("Just", "Late");
        assertThat(small.deadLetters)
                .extracting(DeadLetter::reason)
                .containsExactly(
                        DeadLetter.Reason.EMPTY_TABLE_NAME,
                        DeadLetter.Reason.LABELS_TOO_LARGE,
                        DeadLetter.Reason.TIMESTAMP_OUT_OF_RANGE);
        assertThat(small.deadLetters.get(0).row()).isEqualTo("{\"timestamp\":7,\"value\":\"1.5\"}");
        assertThat(small.deadLetters.get(0).series()).isEqualTo("⌘{}");
        AppendResult again = small.append(body, RowFilter.NONE);
        assertThat(again.deadLetteredRows()).isZero();
        assertThat(again.writtenSamples()).as("a retry is told the same").isEqualTo(2);
        AppendResult ofRemoteWrite1 =
                small.append(WireFormat.REMOTE_WRITE_1, body.compressed(WireFormat.REMOTE_WRITE_1), RowFilter.NONE);
        assertThat(ofRemoteWrite1.problems()).isNull();
        assertThat(small.deadLetters).hasSize(3);
    }

    @Test
    void tablesBeyondTheBoundAreRefused() {
        RowsOfBodies few = new RowsOfBodies(
                RowsOfBodies.namespace(Map.of(), List.of()), new RowSettings(1 << 20, 4, 3_600_000, 1 << 20));
        AppendResult result = few.append(new BodyBuilder()
                .series("a")
                .sample(1, 1)
                .series("b")
                .sample(1, 1)
                .series("c")
                .sample(1, 1));
        assertThat(result.samples()).isEqualTo(2);
        assertThat(result.rejectedSeries()).isEqualTo(1);
        assertThat(result.problems()).contains("table C", "rows.max-tables");
        assertThat(few.append(new BodyBuilder().series("a").sample(1, 1)).problems())
                .isNull();
    }

    @Test
    void startTimestampsAreToldWhenNewOrChanged() {
        rows.append(new BodyBuilder().series("c_total").sample(1000, 1, 500).sample(2000, 2, 500));
        rows.append(new BodyBuilder().series("c_total").sample(3000, 3, 500).sample(4000, 1, 3500));
        List<String> lines = rows.drain(4000).get("Prom_StartTimestamps");
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith(EPOCH + "1Z,").endsWith(",\"{}\",c_total,1970-01-01T00:00:00.5Z");
        assertThat(lines.get(1)).startsWith(EPOCH + "4Z,").endsWith(",1970-01-01T00:00:03.5Z");
    }

    @Test
    void exemplarsKeepTheirLabelsAndIds() {
        TimeSeries series = TimeSeries.newBuilder()
                .addLabels(label("__name__", "latency_bucket"))
                .addLabels(label("le", "1"))
                .addExemplars(Exemplar.newBuilder()
                        .setValue(0.25)
                        .setTimestamp(1500)
                        .addLabels(label("trace_id", "abc"))
                        .addLabels(label("spanID", "de,f"))
                        .addLabels(label("user", "<u>")))
                .addSamples(Sample.newBuilder().setTimestamp(1000).setValue(2))
                .build();
        byte[] body = RemoteWriteFixtures.compress(
                WriteRequest.newBuilder().addTimeseries(series).build().toByteArray());
        AppendResult result = rows.append(WireFormat.REMOTE_WRITE_1, body, RowFilter.ALL);
        assertThat(result.exemplars()).isEqualTo(1);
        assertThat(result.rows()).isEqualTo(2);
        assertThat(rows.drain(4000).get("Prom_Exemplars").get(0))
                .startsWith(EPOCH + "1.5Z,")
                .endsWith(
                        ",\"{\"\"le\"\":\"\"1\"\"}\",latency_bucket,0.25,\"{\"\"spanID\"\":\"\"de,f\"\",\"\"trace_id\"\":\"\"abc\"\","
                                + "\"\"user\"\":\"\"\\u003cu\\u003e\"\"}\",abc,\"de,f\"");
    }

    private static Label label(String name, String value) {
        return Label.newBuilder().setName(name).setValue(value).build();
    }
}
