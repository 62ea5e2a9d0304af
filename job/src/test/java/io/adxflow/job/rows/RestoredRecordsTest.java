package io.adxflow.job.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.OtlpRules;
import io.adxflow.job.config.OtlpRules.ColumnType;
import io.adxflow.job.config.OtlpRules.LiftedAttribute;
import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.job.rules.RulesSpec;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.DecodeCharge;
import io.adxflow.sources.wire.RowsBody;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.testing.OtlpFixtures;
import io.adxflow.sources.wire.testing.RandomOtlp;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Records that are made again of their rows become these rows again, whatever was in them. */
class RestoredRecordsTest {
    private static final long LATER = OtlpBodiesInRows.ARRIVAL + 86_400_000;

    private final long seed = Long.getLong("adxflow.seed", 1);

    /** In rows bytes are texts, which string and real tell apart. */
    private static final OtlpRules LIFTING = new OtlpRules(
            "OTelLogs",
            "OTelTraces",
            lifts(OtlpBodiesInRows.LIFTING.liftAttributes()),
            lifts(OtlpBodiesInRows.LIFTING.liftResources()));

    private static List<LiftedAttribute> lifts(List<LiftedAttribute> all) {
        return all.stream()
                .filter(lift -> lift.type() != ColumnType.STRING && lift.type() != ColumnType.REAL)
                .toList();
    }

    @Test
    void rowsOfRandomRecordsComeBackUnderMetricsOfRecordsAndUnderPrograms() throws Exception {
        String metrics =
                """
                metrics-from:
                      a: "OTelLogs | summarize Value = count() by bin(Timestamp, 10s)"
                      b: "OTelTraces | summarize Value = count() by bin(StartTime, 10s)"
                """;
        for (String rules : List.of(metrics, "transform: {logs: source, traces: source}")) {
            RandomOtlp random = new RandomOtlp(seed);
            for (int i = 0; i < 40; i++) {
                for (Signal signal : List.of(Signal.LOGS, Signal.TRACES)) {
                    Message message = random.next(signal);
                    assertComesBack(LIFTING, rules, WireFormat.of(signal).get(0), message.toByteArray());
                }
            }
        }
    }

    @Test
    void rowsOfRecordedRequestsComeBack() throws Exception {
        for (Signal signal : List.of(Signal.LOGS, Signal.TRACES)) {
            for (OtlpFixtures.Fixture fixture : OtlpFixtures.of(signal)) {
                assertComesBack(
                        OtlpRules.DEFAULT,
                        "transform: {logs: source, traces: source}",
                        WireFormat.of(signal).get(0),
                        fixture.message());
            }
        }
    }

    private void assertComesBack(OtlpRules otlp, String rules, WireFormat format, byte[] message) throws Exception {
        OtlpBodiesInRows sent = new OtlpBodiesInRows(otlp);
        assertThat(sent.append(format, message).problems()).as("seed %d", seed).isNull();
        RulesSpec spec = PipelineConfigLoader.document(
                        "namespaces:\n  default:\n    database: Telemetry\n    " + rules, "test")
                .namespaces()
                .get("default")
                .rules();
        NamespaceSpec namespace = new NamespaceSpec(
                "default", "Telemetry", List.of("*"), List.of("local"), Map.of(), List.of(), otlp, spec);
        List<DeadLetter> letters = new ArrayList<>();
        LiveTables tables = new LiveTables(
                new RowRules(List.of(namespace)),
                OtlpBodiesInRows.SETTINGS,
                letters::add,
                new TablePlaces(OtlpBodiesInRows.SETTINGS));
        BodyRows again = new BodyRows(BodyDecoders.of(64 << 20, 42, DecodeCharge.unbounded()), tables);
        Map<String, List<Map<String, String>>> expected = new TreeMap<>();
        for (TableBuffer buffer : sent.tables.buffers()) {
            TableKey key = buffer.key();
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(RowsBody.head(key.table(), key.schema()));
            List<Map<String, String>> rows = new ArrayList<>();
            for (String line : RowsOfBodies.drain(buffer, new byte[1 << 12])) {
                body.writeBytes((line + "\n").getBytes(UTF_8));
                rows.add(timed(CsvLines.fields(key.schema(), line)));
            }
            expected.put(key.database() + "." + key.table(), rows);
            AppendResult result = again.append(
                    WireFormat.ROWS,
                    body.toByteArray(),
                    body.size(),
                    new Target("default", key.database()),
                    1,
                    LATER,
                    "listen.in",
                    RowFilter.ALL);
            assertThat(result.problems()).as("seed %d", seed).isNull();
            assertThat(result.records()).isEqualTo(rows.size());
        }
        assertThat(letters).as("seed %d", seed).isEmpty();
        Map<String, List<Map<String, String>>> found = new TreeMap<>();
        for (TableBuffer buffer : tables.buffers()) {
            TableKey key = buffer.key();
            List<Map<String, String>> rows = new ArrayList<>();
            for (String line : RowsOfBodies.drain(buffer, new byte[1 << 12])) {
                rows.add(CsvLines.fields(key.schema(), line));
            }
            found.put(key.database() + "." + key.table(), rows);
        }
        assertThat(found).as("seed %d", seed).isEqualTo(expected);
    }

    /** A log record that told no time has now that of its row. */
    private static Map<String, String> timed(Map<String, String> row) {
        if ("0".equals(row.get("TimeUnixNano")) && "0".equals(row.get("ObservedTimeUnixNano"))) {
            Instant time = Instant.parse(row.get("Timestamp"));
            row.put("TimeUnixNano", Long.toString(time.getEpochSecond() * 1_000_000_000L + time.getNano()));
        }
        return row;
    }
}
