package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.job.rules.scrub.ScrubTally;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.testing.BodyBuilder;
import io.adxflow.sources.wire.testing.DamagedOtlp;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScrubRowsTest {
    private static final WireFormat LOGS = protobuf(Signal.LOGS);
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    private static WireFormat protobuf(Signal signal) {
        return WireFormat.of(signal).stream()
                .filter(format -> format.encoding() == Encoding.PROTOBUF)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRuleActsWhereItLooksAndNowhereElse() throws Exception {
        OtlpBodiesInRows rows = logs(
                """
                namespaces.default:
                  scrub:
                    - {name: mails, find: [email], in: [body, "attribute:user\\\\..*"]}
                    - {name: cards, find: [payment-card], in: [everything], action: keep-last-4}
                    - {find: [ipv4], in: [resources], action: replace, replacement: "[address]"}
                """);
        JsonNode row = only(
                rows,
                TransformRowsTest.record(9, "from bob@example.com, card 4111 1111 1111 1111, at 10.0.0.1")
                        .addAttributes(TransformRowsTest.text("user.mail", "bob@example.com"))
                        .addAttributes(TransformRowsTest.text("other", "bob@example.com")));
        assertThat(row.path("Body").path("message").asText())
                .isEqualTo("from ********, card ********1111, at 10.0.0.1");
        assertThat(row.path("Attributes").path("user.mail").asText()).isEqualTo("********");
        assertThat(row.path("Attributes").path("other").asText()).isEqualTo("bob@example.com");
    }

    @Test
    void jsonWithinATextStaysJson() throws Exception {
        OtlpBodiesInRows rows = logs("namespaces.default: {scrub: [{find: all}]}");
        String inner =
                "{\"mail\":\"bob@example.com\",\"card\":\"4111111111111111\",\"note\":\"line\\nalice@example.com \\\"x\\\"\"}";
        JsonNode row = only(rows, TransformRowsTest.record(9, inner));
        JsonNode read = JSON.readTree(row.path("Body").path("message").asText());
        assertThat(read.path("mail").asText()).isEqualTo("********");
        assertThat(read.path("card").asText()).isEqualTo("********");
        assertThat(read.path("note").asText()).isEqualTo("line\n******** \"x\"");
    }

    @Test
    void fieldsAndRecordsCanBeDroppedAndAreCounted() throws Exception {
        OtlpBodiesInRows rows = logs(
                """
                namespaces.default:
                  scrub:
                    - {name: keys, find: [private-key], action: drop-record}
                    - {name: mails, find: [email], action: drop-field}
                """);
        AppendResult result = rows.append(
                LOGS,
                TransformRowsTest.logs(
                        TransformRowsTest.record(
                                9, "-----BEGIN PRIVATE KEY-----\nAAAAAAAAAAAAAAAAAAAAAAAA\n-----END PRIVATE KEY-----"),
                        TransformRowsTest.record(9, "fine")
                                .addAttributes(TransformRowsTest.text("mail", "bob@example.com"))
                                .addAttributes(TransformRowsTest.text("kept", "yes"))));
        assertThat(result.rows()).isEqualTo(1);
        assertThat(result.logRecords()).isEqualTo(2);
        assertThat(result.dropped()).isEqualTo(Map.of("scrub", 1L));
        assertThat(result.scrubbed())
                .isEqualTo(Map.of(
                        new ScrubTally.Key("default", "keys", "private-key"), 1L,
                        new ScrubTally.Key("default", "mails", "email"), 1L));
        assertThat(rows.only().get(0).get("Attributes")).isEqualTo("{\"kept\":\"yes\"}");
    }

    @Test
    void aHashNamesItsKeyAndAnotherKeyGivesAnotherHash() throws Exception {
        Path keys = folder.resolve("keys");
        Files.writeString(keys, "new=0123456789abcdef-new\nold=0123456789abcdef-old\n");
        NamespaceSpec spec = namespace(
                """
                namespaces.default:
                  scrub:
                    - {find: [email], in: [body], action: hash}
                    - {find: [email], in: [attributes], action: hash, key: old}
                """);
        OtlpBodiesInRows rows =
                new OtlpBodiesInRows(spec, new RowSettings(1 << 20, 1_000, 3_600_000, 1 << 20, keys.toString()));
        JsonNode row = only(
                rows,
                TransformRowsTest.record(9, "bob@example.com")
                        .addAttributes(TransformRowsTest.text("mail", "bob@example.com")));
        String body = row.path("Body").path("message").asText();
        String attribute = row.path("Attributes").path("mail").asText();
        assertThat(body).matches("new:[0-9a-f]{64}");
        assertThat(attribute).matches("old:[0-9a-f]{64}");
        assertThat(body.substring(4)).isNotEqualTo(attribute.substring(4));
        OtlpBodiesInRows without = new OtlpBodiesInRows(spec, OtlpBodiesInRows.SETTINGS);
        assertThat(only(without, TransformRowsTest.record(9, "bob@example.com"))
                        .path("Body")
                        .path("message")
                        .asText())
                .isEqualTo("********");
    }

    @Test
    void spansAreScrubbedInNamesEventsAndLinks() throws Exception {
        OtlpBodiesInRows rows = logs("namespaces.default: {scrub: [{find: [email], in: [span-names, events, links]}]}");
        var request = ExportTraceServiceRequest.newBuilder();
        request.addResourceSpansBuilder()
                .addScopeSpansBuilder()
                .addSpans(Span.newBuilder()
                        .setName("GET /users/bob@example.com")
                        .addAttributes(TransformRowsTest.text("mail", "bob@example.com"))
                        .addEvents(Span.Event.newBuilder().setName("mailed bob@example.com"))
                        .addLinks(
                                Span.Link.newBuilder().addAttributes(TransformRowsTest.text("to", "bob@example.com"))));
        WireFormat traces = protobuf(Signal.TRACES);
        rows.append(traces, DamagedOtlp.compress(traces, request.build().toByteArray()));
        Map<String, String> row = rows.only().get(0);
        assertThat(row.get("SpanName")).isEqualTo("GET /users/********");
        assertThat(row.get("Events")).contains("mailed ********").doesNotContain("bob");
        assertThat(row.get("Links")).contains("********").doesNotContain("bob");
        assertThat(row.get("TraceAttributes")).contains("bob@example.com");
    }

    @Test
    void labelsOfSeriesAndExemplarsAreScrubbedBeforeRowsAndDeadLetters() throws Exception {
        RowsOfBodies rows = new RowsOfBodies(
                namespace(
                        """
                        namespaces.default:
                          database: Metrics
                          lift-labels: [user]
                          scrub:
                            - {name: mails, find: [email]}
                            - {name: keys, find: [aws-key], action: drop-record}
                        """),
                RowsOfBodies.SETTINGS);
        AppendResult result = rows.append(new BodyBuilder()
                .series("logins", "user", "bob@example.com", "zone", "a")
                .sample(1000, 1)
                .series("logins", "key", "AKIAABCDEFGHIJKLMNOP")
                .sample(1000, 1)
                .series("logins", "late", "bob@example.com")
                .sample(Long.MAX_VALUE, 1));
        assertThat(result.dropped()).isEqualTo(Map.of("scrub", 1L));
        assertThat(result.problems()).doesNotContain("bob@");
        assertThat(rows.drain(1 << 16).get("Logins"))
                .singleElement()
                .asString()
                .endsWith(",\"{\"\"zone\"\":\"\"a\"\"}\",1,********");
        assertThat(rows.deadLetters).singleElement().satisfies(letter -> assertThat(letter.toString())
                .contains("********")
                .doesNotContain("bob@example.com"));
    }

    @Test
    void aProgramOverLabelsChangesOrDropsSeriesAndMayNotLookAtSamples() throws Exception {
        RowsOfBodies rows = new RowsOfBodies(
                namespace(
                        """
                        namespaces.default:
                          database: Metrics
                          transform:
                            metrics: >-
                              source | where Labels.env != "test"
                              | extend Name = replace_string(Name, "old_", "new_"), Labels = bag_merge(bag_pack("zone", toupper(tostring(Labels.zone))), Labels)
                        """),
                RowsOfBodies.SETTINGS);
        AppendResult result = rows.append(new BodyBuilder()
                .series("old_requests", "zone", "a")
                .sample(1000, 1)
                .series("old_requests", "zone", "a", "env", "test")
                .sample(1000, 1));
        assertThat(result.dropped()).isEqualTo(Map.of("transform", 1L));
        assertThat(rows.drain(1 << 16)).hasSize(1).hasEntrySatisfying("NewRequests", lines -> assertThat(lines)
                .singleElement()
                .asString()
                .contains("\"\"zone\"\":\"\"A\"\""));
        assertThatThrownBy(() -> namespace("namespaces.default: {transform: {metrics: \"source | where Value > 0\"}}"))
                .hasMessageContaining("once per series and not per sample");
        assertThatThrownBy(() -> namespace("namespaces.default: {transform: {metrics: \"source | mv-expand Labels\"}}"))
                .hasMessageContaining("a series is not split");
    }

    @Test
    void everyProblemOfARuleIsToldWithItsLine() {
        assertThatThrownBy(
                        () -> namespace(
                                """
                        namespaces.default:
                          transform:
                            logs: source | where Nothing > 1
                            on-error: explode
                          scrub:
                            - {find: [emial], in: [boddy], action: msk}
                            - {patterns: ["("]}
                            - {find: [email], replacement: "\\"", action: replace}
                        """))
                .hasMessageContaining("test.yaml:3: namespaces.default.transform.logs: ")
                .hasMessageContaining("Nothing")
                .hasMessageContaining("test.yaml:4: namespaces.default.transform.on-error: ")
                .hasMessageContaining("test.yaml:6: ")
                .hasMessageContaining("test.yaml:7: ")
                .hasMessageContaining("test.yaml:8: ")
                .hasMessageContaining("expected: keep or dead-letter")
                .hasMessageContaining("email")
                .hasMessageContaining("'boddy' is no place")
                .hasMessageContaining("there is no action 'msk'")
                .hasMessageContaining("not a regular expression")
                .hasMessageContaining("replacement has a quote");
        assertThatThrownBy(
                        () -> namespace(
                                "namespaces.default: {transform: {logs: \"source | extend x = redact('emal', tostring(Body))\"}}"))
                .hasMessageContaining("there is no detector 'emal'");
    }

    @Test
    void programsRedactAndHash() throws Exception {
        Path keys = folder.resolve("keys");
        Files.writeString(keys, "k1=0123456789abcdef\n");
        OtlpBodiesInRows rows = new OtlpBodiesInRows(
                namespace(
                        """
                        namespaces.default:
                          transform:
                            logs: >-
                              source | project Text = redact("email,ipv4", tostring(Body.message)), Short = redact("email", tostring(Body.message), "[mail]"),
                              User = hash_hmac(tostring(Attributes.user))
                        """),
                new RowSettings(1 << 20, 1_000, 3_600_000, 1 << 20, keys.toString()));
        rows.append(
                LOGS,
                TransformRowsTest.logs(TransformRowsTest.record(9, "bob@example.com at 10.0.0.1")
                        .addAttributes(TransformRowsTest.text("user", "bob"))));
        Map<String, String> row = rows.only().get(0);
        assertThat(row.get("Text")).isEqualTo("******** at ********");
        assertThat(row.get("Short")).isEqualTo("[mail] at 10.0.0.1");
        assertThat(row.get("User")).matches("k1:[0-9a-f]{64}");
    }

    private static JsonNode only(OtlpBodiesInRows rows, LogRecord.Builder record) throws Exception {
        rows.append(LOGS, TransformRowsTest.logs(record));
        Map<String, String> row = rows.only().get(0);
        return JSON.createObjectNode()
                .<ObjectNode>set("Body", JSON.readTree(row.get("Body")))
                .set("Attributes", JSON.readTree(row.get("Attributes")));
    }

    private static OtlpBodiesInRows logs(String yaml) throws ConfigException {
        return new OtlpBodiesInRows(namespace(yaml), OtlpBodiesInRows.SETTINGS);
    }

    private static NamespaceSpec namespace(String yaml) throws ConfigException {
        return Objects.requireNonNull(
                PipelineConfigLoader.document(yaml, "test.yaml").namespaces().get("default"));
    }
}
