package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.job.rows.BodyRows.KeptBody;
import io.adxflow.proto.v2.Request;
import io.adxflow.sources.wire.DecodeCharge;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.testing.BodyBuilder;
import io.adxflow.sources.wire.testing.RandomOtlp;
import io.adxflow.sources.wire.testing.RandomOtlpMetrics;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;

/** What the archive keeps of a namespace that scrubs. */
class KeptBodiesTest {
    private static final int BODIES = 400;
    private static final String PLAIN = "namespaces.default: {database: Telemetry, databases: ['*']}";
    /** About texts that random requests have. */
    private static final String RULES =
            """
            namespaces.default:
              database: Telemetry
              databases: ['*']
              scrub:
                - {name: signs, patterns: ['⌘'], action: replace, replacement: "C"}
                - {name: faces, patterns: ['😀'], in: [attributes], action: drop-field}
                - {name: bodies, patterns: ['é'], in: [body, exemplars], action: drop-record}
                - {name: resources, patterns: ['z9'], in: [resources, scopes, span-names, "column:SeverityText"], action: mask}
                - {name: more, patterns: ['😀'], in: [events], action: mask}
                - {name: keys, patterns: ['true'], in: ["attribute:.*_.*", "label:.*e", links], action: keep-last-4}
                - {name: numbers, patterns: ['\\d{12,}'], in: [attributes, labels, body]}
            """;

    private record Rows(LiveTables tables, BodyRows bodies) {
        static Rows under(String yaml) throws Exception {
            NamespaceSpec spec = Objects.requireNonNull(
                    PipelineConfigLoader.document(yaml, "test").namespaces().get("default"));
            LiveTables tables =
                    new LiveTables(new RowRules(List.of(spec)), OtlpBodiesInRows.SETTINGS, letter -> {}, null);
            return new Rows(tables, new BodyRows(BodyDecoders.of(64 << 20, 42, DecodeCharge.unbounded()), tables));
        }

        List<String> of(WireFormat format, byte[] body) throws Exception {
            var unused = bodies.append(
                    format,
                    body,
                    body.length,
                    OtlpBodiesInRows.TARGET,
                    0,
                    OtlpBodiesInRows.ARRIVAL,
                    "test",
                    RowFilter.ALL);
            List<String> rows = new ArrayList<>();
            for (TableBuffer buffer : tables.buffers()) {
                for (String line : RowsOfBodies.drain(buffer, new byte[1 << 12])) {
                    rows.add(buffer.key().table() + " "
                            + CsvLines.fields(buffer.key().schema(), line));
                }
            }
            rows.sort(null);
            return rows;
        }

        KeptBody kept(WireFormat format, byte[] body) {
            return Objects.requireNonNull(
                    bodies.scrubbed(format, body, body.length, OtlpBodiesInRows.TARGET, OtlpBodiesInRows.ARRIVAL));
        }
    }

    private static void assertSame(String about, List<String> ofKept, List<String> ofSent) {
        assertThat(minus(ofKept, ofSent))
                .as(about + ": rows of what is kept alone")
                .isEmpty();
        assertThat(minus(ofSent, ofKept))
                .as(about + ": rows of what was sent alone")
                .isEmpty();
        assertThat(ofKept).as(about).hasSameSizeAs(ofSent);
    }

    private static List<String> minus(List<String> rows, List<String> others) {
        return rows.stream().filter(row -> !others.contains(row)).toList();
    }

    private static String text(KeptBody body) throws Exception {
        return new String(Snappy.uncompress(body.bytes()), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(names = {"LOGS", "TRACES"})
    void recordsThatAreKeptAreThoseThatAreInRows(Signal signal) throws Exception {
        long seed = Long.getLong("adxflow.seed", 1);
        RandomOtlp random = new RandomOtlp(seed);
        WireFormat format = signal == Signal.LOGS ? WireFormat.OTLP_LOGS : WireFormat.OTLP_TRACES;
        Rows scrubbing = Rows.under(RULES);
        Rows plain = Rows.under(PLAIN);
        int rows = 0;
        for (int i = 0; i < BODIES; i++) {
            byte[] body = random.next(signal).toByteArray();
            String about = "seed " + seed + ", body " + i;
            List<String> expected = scrubbing.of(format, body);
            KeptBody kept = scrubbing.kept(format, body);
            assertSame(about, plain.of(kept.format(), kept.bytes()), expected);
            assertSame(about, scrubbing.of(kept.format(), kept.bytes()), expected);
            rows += expected.size();
        }
        assertThat(rows).isGreaterThan(BODIES);
    }

    /** Without rules for series, labels are as sent. */
    @ParameterizedTest
    @EnumSource(names = {"REMOTE_WRITE_1", "REMOTE_WRITE_2"})
    void seriesThatAreKeptAreThoseThatAreInRows(WireFormat format) throws Exception {
        String rules =
                """
                namespaces.default:
                  database: Telemetry
                  databases: ['*']
                  scrub:
                    - {name: jobs, patterns: ['prom[a-z]*'], in: ["label:job"], action: replace, replacement: "C"}
                    - {name: ports, patterns: ['9\\d\\d'], in: [labels]}
                    - {name: codes, patterns: ['^5'], in: ["label:code"], action: drop-record}
                    - {name: handlers, patterns: ['^/api'], in: ["label:handler"], action: drop-field}
                """;
        Rows scrubbing = Rows.under(rules);
        Rows plain = Rows.under(PLAIN);
        for (RemoteWriteFixtures.Fixture fixture : RemoteWriteFixtures.of(format)) {
            List<String> expected = scrubbing.of(format, fixture.body());
            KeptBody kept = scrubbing.kept(format, fixture.body());
            assertThat(kept.format()).isEqualTo(format);
            assertSame(fixture.name(), plain.of(kept.format(), kept.bytes()), expected);
        }
    }

    @Test
    void metricsThatAreKeptGiveTheSameRowsAndHoldNoneOfTheTextsAnywhere() throws Exception {
        long seed = Long.getLong("adxflow.seed", 1);
        RandomOtlpMetrics random = new RandomOtlpMetrics(seed);
        String rules =
                """
                namespaces.default:
                  database: Telemetry
                  databases: ['*']
                  scrub: [{patterns: ['Ünï', '⌘'], in: everything, action: replace, replacement: "C"}]
                """;
        Rows scrubbing = Rows.under(rules);
        Rows again = Rows.under(rules);
        for (int i = 0; i < BODIES; i++) {

            byte[] body = random.next().toByteArray();
            KeptBody kept = scrubbing.kept(WireFormat.OTLP_METRICS, body);
            assertSame(
                    "seed " + seed + ", body " + i,
                    again.of(kept.format(), kept.bytes()),
                    scrubbing.of(WireFormat.OTLP_METRICS, body));
        }
    }

    @Test
    void whatNobodyReadsIsNotKept() throws Exception {
        Rows rows = Rows.under("namespaces.default: {scrub: [{find: all}]}");
        UnknownFieldSet unknown = UnknownFieldSet.newBuilder()
                .addField(
                        2_000,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("hidden@example.com"))
                                .build())
                .build();
        ExportLogsServiceRequest.Builder logs =
                ExportLogsServiceRequest.newBuilder().setUnknownFields(unknown);
        logs.addResourceLogsBuilder()
                .setUnknownFields(unknown)
                .addScopeLogsBuilder()
                .setUnknownFields(unknown)
                .addLogRecords(TransformRowsTest.record(9, "seen").setUnknownFields(unknown));
        KeptBody kept = rows.kept(WireFormat.OTLP_LOGS, logs.build().toByteArray());
        assertThat(text(kept)).contains("seen").doesNotContain("hidden");

        Request request =
                Request.parseFrom(new BodyBuilder().series("up").sample(1, 2).uncompressed(WireFormat.REMOTE_WRITE_2));
        byte[] withSymbol = request.toBuilder()
                .addSymbols("hidden@example.com")
                .setUnknownFields(unknown)
                .build()
                .toByteArray();
        kept = rows.kept(WireFormat.REMOTE_WRITE_2, RemoteWriteFixtures.compress(withSymbol));
        assertThat(text(kept)).contains("up").doesNotContain("hidden");
    }

    /** A rule looks into rows, and what it finds there may have stood anywhere. */
    @Test
    void whatAProgramOrARelabelRuleMovesIsNotKept() throws Exception {
        Rows moving = Rows.under(
                """
                namespaces.default:
                  relabel: [{source_labels: [from], target_label: mail}, {regex: from, action: labeldrop}]
                  transform: {logs: 'source | extend Body = Attributes.mail | project-away Attributes'}
                  scrub:
                    - {find: email, in: [body, "label:mail"], action: drop-field}
                    - {find: ipv4, in: [body], action: drop-record}
                """);
        LogRecord.Builder record = TransformRowsTest.record(9, "kept")
                .addAttributes(TransformRowsTest.text("mail", "to moved@example.com"))
                .addAttributes(TransformRowsTest.text("address", "at 10.0.0.1"));
        assertThat(text(moving.kept(WireFormat.OTLP_LOGS, TransformRowsTest.logs(record))))
                .contains("kept", "to ********", "at ********")
                .doesNotContain("moved@", "10.0.0.1");
        byte[] series = new BodyBuilder()
                .series("up", "from", "moved@example.com")
                .sample(1, 2)
                .compressed(WireFormat.REMOTE_WRITE_2);
        assertThat(text(moving.kept(WireFormat.REMOTE_WRITE_2, series)))
                .contains("from", "********")
                .doesNotContain("moved@");
    }

    @Test
    void recordsAreKeptAsTheyAreNormalised() throws Exception {
        Rows rows = Rows.under(
                """
                namespaces.default:
                  normalise: [json-bodies, severities]
                  scrub: [{find: email, in: body}]
                """);
        KeptBody kept = rows.kept(
                WireFormat.OTLP_LOGS,
                TransformRowsTest.logs(LogRecord.newBuilder()
                        .setSeverityText("WARN")
                        .setBody(io.opentelemetry.proto.common.v1.AnyValue.newBuilder()
                                .setStringValue("{\"to\":\"bob\\u0040example.com\"}"))));
        LogRecord read = ExportLogsServiceRequest.parseFrom(Snappy.uncompress(kept.bytes()))
                .getResourceLogs(0)
                .getScopeLogs(0)
                .getLogRecords(0);
        assertThat(read.getSeverityNumberValue()).isEqualTo(13);
        assertThat(read.getBody().getKvlistValue().getValues(0).getValue().getStringValue())
                .isEqualTo("********");
    }

    @Test
    void aBodyThatCannotBeReadIsNotKept() throws Exception {
        Rows rows = Rows.under("namespaces.default: {scrub: [{find: all}]}");
        for (Map.Entry<WireFormat, byte[]> damaged : Map.of(
                        WireFormat.OTLP_LOGS, new byte[] {10, 50, 1},
                        WireFormat.REMOTE_WRITE_1, new byte[] {1, 2, 3},
                        WireFormat.ROWS, new byte[] {1})
                .entrySet()) {
            assertThat(rows.bodies()
                            .scrubbed(
                                    damaged.getKey(),
                                    damaged.getValue(),
                                    damaged.getValue().length,
                                    OtlpBodiesInRows.TARGET,
                                    0))
                    .isNull();
        }
    }
}
