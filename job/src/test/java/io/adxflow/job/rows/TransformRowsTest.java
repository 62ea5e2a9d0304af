package io.adxflow.job.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.OtlpRules;
import io.adxflow.job.config.OtlpRules.ColumnType;
import io.adxflow.job.config.OtlpRules.LiftedAttribute;
import io.adxflow.job.rules.RulesSpec;
import io.adxflow.job.rules.normalise.NormaliseSpec;
import io.adxflow.job.rules.relabel.MetricFilterSpec;
import io.adxflow.job.rules.scrub.ScrubAction;
import io.adxflow.job.rules.scrub.ScrubPlace;
import io.adxflow.job.rules.scrub.ScrubSpec;
import io.adxflow.job.rules.transform.TransformSpec;
import io.adxflow.job.rules.transform.TransformSpec.OnError;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.testing.DamagedOtlp;
import io.adxflow.sources.wire.testing.RandomOtlp;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransformRowsTest {
    private static final WireFormat LOGS = format(Signal.LOGS);

    /** Texts are lifted out of JSON, where bytes are texts too, so that string and real may differ. */
    private static final OtlpRules LIFTING = new OtlpRules(
            "OTelLogs",
            "OTelTraces",
            lifts(OtlpBodiesInRows.LIFTING.liftAttributes()),
            lifts(OtlpBodiesInRows.LIFTING.liftResources()));

    private final long seed = Long.getLong("adxflow.seed", 1);

    private static List<LiftedAttribute> lifts(List<LiftedAttribute> all) {
        return all.stream()
                .filter(lift -> lift.type() != ColumnType.STRING && lift.type() != ColumnType.REAL)
                .toList();
    }

    private static WireFormat format(Signal signal) {
        return WireFormat.of(signal).stream()
                .filter(format -> format.encoding() == Encoding.PROTOBUF)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void programsAndScrubbingThatChangeNothingLeaveEveryRowOfRandomRecordsAsItWouldBe() throws Exception {
        ScrubSpec nothing = new ScrubSpec(
                "nothing",
                List.of(),
                List.of("qzqzqzqz"),
                List.of(ScrubPlace.parse("everything")),
                ScrubAction.MASK,
                "",
                "");
        ScrubSpec byName = new ScrubSpec(
                "by-name",
                List.of(),
                List.of("qzqzqzqz"),
                List.of(ScrubPlace.parse("attribute:.*")),
                ScrubAction.MASK,
                "",
                "");
        List<RulesSpec> rules = List.of(
                rules("source", "source", List.of()),
                rules("", "", List.of(nothing)),
                rules("source", "source", List.of(byName, nothing)));
        for (RulesSpec spec : rules) {
            RandomOtlp random = new RandomOtlp(seed);
            OtlpBodiesInRows plain = new OtlpBodiesInRows(LIFTING);
            OtlpBodiesInRows ruled = rows(LIFTING, spec);
            for (int i = 0; i < 40; i++) {
                for (Signal signal : List.of(Signal.LOGS, Signal.TRACES)) {
                    byte[] body = body(signal, random.next(signal));
                    AppendResult expected = plain.append(format(signal), body);
                    long rows = expected.rows();
                    String problems = expected.problems();
                    AppendResult actual = ruled.append(format(signal), body);
                    assertThat(actual.problems()).as("seed %d", seed).isEqualTo(problems);
                    assertThat(actual.rows()).isEqualTo(rows);
                    assertThat(ruled.drain()).as("seed %d", seed).isEqualTo(plain.drain());
                }
            }
        }
    }

    @Test
    void whatAProgramMakesOfRecordsIsWhatTheirTableHas() throws Exception {
        OtlpBodiesInRows rows = rows(
                OtlpRules.DEFAULT,
                rules(
                        "source | where SeverityNumber >= 9 | extend User = tostring(Attributes[\"user.id\"]), Ok = SeverityNumber < 17"
                                + " | project Timestamp, SeverityText, User, Ok, Message = tostring(Body.message)",
                        "",
                        List.of()));
        AppendResult result = rows.append(
                LOGS,
                logs(
                        record(5, "quiet"),
                        record(13, "loud").addAttributes(text("user.id", "u-1")),
                        record(17, "louder")));
        assertThat(result.rows()).isEqualTo(2);
        assertThat(result.logRecords()).isEqualTo(3);
        assertThat(result.dropped()).isEqualTo(Map.of("transform", 1L));
        assertThat(rows.only())
                .containsExactlyInAnyOrder(
                        Map.of(
                                "Timestamp",
                                "2026-01-02T03:04:05.000000006Z",
                                "SeverityText",
                                "",
                                "User",
                                "u-1",
                                "Ok",
                                "true",
                                "Message",
                                "loud"),
                        Map.of(
                                "Timestamp",
                                "2026-01-02T03:04:05.000000006Z",
                                "SeverityText",
                                "",
                                "User",
                                "",
                                "Ok",
                                "false",
                                "Message",
                                "louder"));
    }

    @Test
    void aProgramMayNameTheTableAndTheDatabaseOfEachRowAndSplitRecords() throws Exception {
        OtlpBodiesInRows rows = rows(
                OtlpRules.DEFAULT,
                rules(
                        "source | mv-expand Item = Attributes.items to typeof(string) | extend _Table = strcat(\"Audit_\", Item), _Database = \"Security\""
                                + " | project _Table, _Database, Timestamp, Item",
                        "",
                        List.of()));
        AnyValue items = AnyValue.newBuilder()
                .setArrayValue(ArrayValue.newBuilder()
                        .addValues(AnyValue.newBuilder().setStringValue("a"))
                        .addValues(AnyValue.newBuilder().setStringValue("b")))
                .build();
        AppendResult result = rows.append(
                LOGS,
                logs(record(9, "x")
                        .addAttributes(KeyValue.newBuilder().setKey("items").setValue(items))));
        assertThat(result.rows()).isEqualTo(2);
        assertThat(result.splitRows()).isEqualTo(1);
        assertThat(rows.drain())
                .isEqualTo(Map.of(
                        "Security.Audit_a", List.of(Map.of("Timestamp", "2026-01-02T03:04:05.0000000Z", "Item", "a")),
                        "Security.Audit_b", List.of(Map.of("Timestamp", "2026-01-02T03:04:05.0000000Z", "Item", "b"))));
    }

    @Test
    void aRecordThatBecomesTooManyRowsGoesOnAsItCameOrToTheDeadLetters() throws Exception {
        ArrayValue.Builder many = ArrayValue.newBuilder();
        for (int i = 0; i < 20_000; i++) {
            many.addValues(AnyValue.newBuilder().setIntValue(i));
        }
        KeyValue items = KeyValue.newBuilder()
                .setKey("items")
                .setValue(AnyValue.newBuilder().setArrayValue(many))
                .build();
        String program = "source | mv-expand Item = Attributes.items | project Timestamp, Item";
        byte[] body =
                logs(record(9, "many").addAttributes(items), record(9, "one").addAttributes(text("items", "only")));
        OtlpBodiesInRows keeping = rows(OtlpRules.DEFAULT, rules(program, "", List.of()));
        AppendResult kept = keeping.append(LOGS, body);
        assertThat(kept.transformFailures()).isEqualTo(1);
        assertThat(kept.rows()).isEqualTo(2);
        assertThat(keeping.deadLetters).isEmpty();
        OtlpBodiesInRows lettering = rows(
                OtlpRules.DEFAULT,
                new RulesSpec(
                        List.of(),
                        MetricFilterSpec.NONE,
                        NormaliseSpec.NONE,
                        new TransformSpec(program, "", "", OnError.DEAD_LETTER),
                        List.of()));
        AppendResult lettered = lettering.append(LOGS, body);
        assertThat(lettered.rows()).isEqualTo(1);
        assertThat(lettered.deadLetteredRows()).isEqualTo(1);
        assertThat(lettering.deadLetters).hasSize(1);
        assertThat(lettering.deadLetters.get(0).reason()).isEqualTo(DeadLetter.Reason.TRANSFORM_FAILED);
        assertThat(lettering.deadLetters.get(0).row()).contains("many");
    }

    static OtlpBodiesInRows rows(OtlpRules otlp, RulesSpec rules) {
        return new OtlpBodiesInRows(
                new NamespaceSpec(
                        "default", "Telemetry", List.of("*"), List.of("local"), Map.of(), List.of(), otlp, rules),
                OtlpBodiesInRows.SETTINGS);
    }

    static RulesSpec rules(String logs, String traces, List<ScrubSpec> scrub) {
        return new RulesSpec(
                List.of(),
                MetricFilterSpec.NONE,
                NormaliseSpec.NONE,
                new TransformSpec(logs, traces, "", OnError.KEEP),
                scrub);
    }

    static KeyValue text(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    static LogRecord.Builder record(int severity, String body) {
        return LogRecord.newBuilder()
                .setTimeUnixNano(1_767_323_045_000_000_006L)
                .setSeverityNumberValue(severity)
                .setBody(AnyValue.newBuilder().setStringValue(body));
    }

    static byte[] logs(LogRecord.Builder... records) {
        var request = ExportLogsServiceRequest.newBuilder();
        var scope = request.addResourceLogsBuilder().addScopeLogsBuilder();
        for (LogRecord.Builder record : records) {
            scope.addLogRecords(record);
        }
        return DamagedOtlp.compress(LOGS, request.build().toByteArray());
    }

    private static byte[] body(Signal signal, Message message) {
        return DamagedOtlp.compress(format(signal), message.toByteArray());
    }

    static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
