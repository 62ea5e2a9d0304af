package io.adxflow.job.cli.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Message;
import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.job.config.PipelineDocument;
import io.adxflow.job.rows.BodyDecoders;
import io.adxflow.job.rows.BodyRows;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.job.rows.RowFilter;
import io.adxflow.job.rows.RowRules;
import io.adxflow.job.rows.RowSettings;
import io.adxflow.job.rows.TableBuffer;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.DecodeCharge;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.testing.OracleDecoder;
import io.adxflow.sources.wire.testing.OtlpFixtures;
import io.adxflow.sources.wire.testing.OtlpJsonText;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures;
import io.adxflow.sources.wire.testing.WireModel;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.BufferedReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What real senders sent becomes the same rows under {@code test-rules} and in the job, and each change of a record is told. */
class RuleTrialFixturesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final RowSettings SETTINGS = new RowSettings(64 << 20, 20_000, 3_600_000, 1 << 20);
    private static final String RULES =
            """
            monikers:
              local: {kind: directory, path: /tmp/a}
            namespaces.default:
              database: Metrics
              monikers: [local]
              add-labels: {region: west}
              lift-labels: [job]
              relabel:
                - {source_labels: [__name__], regex: "go_memstats_.*", action: drop}
                - {source_labels: [le], regex: "(.*)", target_label: bound}
                - {regex: instance, action: labeldrop}
              normalise: {severities: true, json-bodies: true}
              transform:
                logs: >-
                  source | where SeverityNumber != 5
                  | extend Long = strlen(tostring(Body)) > 20, SeverityText = tolower(SeverityText)
                  | project-away Flags
                traces: source | mv-expand with_itemindex=Twice copy = range(1, 2) to typeof(int) | extend SpanName = strcat(SpanName, copy)
                metrics: source | where Labels.handler != "/metrics" | extend Labels = bag_remove_keys(Labels, dynamic(["bound"]))
              scrub:
                - {name: numbers, patterns: ['\\d{3,}'], action: replace, replacement: n}
            """;

    private PipelineDocument document;

    @BeforeEach
    void read() throws Exception {
        document = PipelineConfigLoader.document(RULES, "test");
    }

    private List<JsonNode> tried(String input) throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        List<String> problems =
                RuleLines.run(document, SETTINGS, "default", new BufferedReader(new StringReader(input)), line -> {
                    try {
                        lines.add(JSON.readTree(line));
                    } catch (java.io.IOException e) {
                        throw new AssertionError(e);
                    }
                });
        assertThat(problems).isEmpty();
        return lines;
    }

    private static List<String> rows(List<JsonNode> lines) {
        List<String> rows = new ArrayList<>();
        for (JsonNode line : lines) {
            for (JsonNode delivery : line.path("deliveries")) {
                rows.add(delivery.get("table").asText() + " " + delivery.get("row"));
            }
        }
        return rows;
    }

    /** The rows of bodies as the job makes them; in tables that samples or records have. */
    private List<String> made(WireFormat format, List<byte[]> bodies) throws Exception {
        List<String> made = new ArrayList<>();
        LiveTables tables =
                new LiveTables(new RowRules(List.copyOf(document.namespaces().values())), SETTINGS, letter -> {}, null);
        BodyDecoders decoders = BodyDecoders.of(64 << 20, 0, DecodeCharge.unbounded());
        BodyRows rows = new BodyRows(decoders, tables);
        long sequence = 0;
        for (byte[] body : bodies) {
            var unused = rows.append(
                    format,
                    body,
                    body.length,
                    new Target("default", "Metrics"),
                    sequence++,
                    System.currentTimeMillis(),
                    "test",
                    RowFilter.ALL);
        }
        for (TableBuffer buffer : List.copyOf(tables.buffers())) {
            TableSchema schema = TableSchema.parse(buffer.key().schema());
            StringBuilder csv = new StringBuilder();
            buffer.drain(
                    new byte[1 << 16],
                    (window, offset, length) -> csv.append(new String(window, offset, length, StandardCharsets.UTF_8)));
            if (!buffer.key().table().startsWith("Prom_")) {
                for (List<String> fields : RowJson.parse(csv.toString())) {
                    made.add(buffer.key().table() + " "
                            + JSON.readTree(RowJson.of(schema, fields).toString()));
                }
            }
        }
        tables.close();
        decoders.close();
        return made;
    }

    /** In whatever order. */
    private static void assertSame(List<String> tried, List<String> made) {
        assertThat(difference(tried, made))
                .as("rows that the job does not make")
                .isEmpty();
        assertThat(difference(made, tried)).as("rows that the job alone makes").isEmpty();
    }

    private static List<String> difference(List<String> rows, List<String> others) {
        Map<String, Integer> counts = new HashMap<>();
        others.forEach(row -> counts.merge(row, 1, Integer::sum));
        return rows.stream()
                .filter(row -> counts.merge(row, -1, Integer::sum) < 0)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(names = {"REMOTE_WRITE_1", "REMOTE_WRITE_2"})
    void samplesOfPrometheusAreTheRowsOfTheJob(WireFormat format) throws Exception {
        StringBuilder input = new StringBuilder();
        List<byte[]> bodies = new ArrayList<>();
        for (RemoteWriteFixtures.Fixture fixture : RemoteWriteFixtures.of(format)) {
            bodies.add(fixture.body());
            for (WireModel.FlatSample sample :
                    WireModel.flatSamples(OracleDecoder.decode(format, fixture.decompressed()))) {
                ObjectNode line = JSON.createObjectNode();
                ObjectNode labels = line.putObject("labels");
                sample.labels().forEach(label -> labels.put(label.name(), label.value()));
                line.put(
                        "value",
                        String.valueOf(Double.longBitsToDouble(sample.valueBits()))
                                .replace("Infinity", "Inf"));
                input.append(line.put("timestamp", sample.timestamp())).append('\n');
            }
        }
        List<String> made = made(format, bodies);
        assertThat(made).hasSizeGreaterThan(1_000);
        assertSame(rows(tried(input.toString())), made);
    }

    @ParameterizedTest
    @EnumSource(names = {"LOGS", "TRACES"})
    void recordsOfTheSdkAreTheRowsOfTheJobAndTheirChangesAreTold(Signal signal) throws Exception {
        StringBuilder input = new StringBuilder();
        List<String> made = new ArrayList<>();
        for (OtlpFixtures.Fixture fixture : OtlpFixtures.of(signal)) {
            Message message = signal == Signal.LOGS
                    ? ExportLogsServiceRequest.parseFrom(fixture.message())
                    : ExportTraceServiceRequest.parseFrom(fixture.message());
            input.append(JSON.readTree(OtlpJsonText.of(message))).append('\n');
            made.addAll(made(fixture.format(), List.of(fixture.body())));
        }
        List<JsonNode> lines = tried(input.toString());
        assertThat(made).hasSizeGreaterThan(10);
        assertSame(rows(lines), made);
        Set<String> told = new HashSet<>();
        lines.forEach(line -> line.path("changes")
                .forEach(change -> told.add(
                        change.get("rule").asText() + " " + change.get("field").asText() + " "
                                + change.get("action").asText())));
        if (signal == Signal.LOGS) {
            assertThat(told)
                    .contains("transform Long added", "transform SeverityText changed", "transform Flags removed")
                    .doesNotContain("transform Body changed");
        } else {
            assertThat(told).contains("transform Twice added", "transform copy added", "transform SpanName changed");
        }
    }

    @Test
    void changesAreToldInTheOrderOfTheRulesAndNotOfWhatStays() throws Exception {
        String record =
                """
                {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"severityText":"WARN","body":{"stringValue":"{\\"order\\":1234567890}"},"timeUnixNano":"1"}]}]}]}
                """;
        assertThat(tried(record).get(0).get("changes"))
                .isEqualTo(
                        JSON.readTree(
                                """
                                [{"rule": "normalise", "field": "SeverityNumber", "action": "changed"},
                                 {"rule": "normalise", "field": "Body", "action": "changed"},
                                 {"rule": "transform", "field": "SeverityText", "action": "changed"},
                                 {"rule": "transform", "field": "Flags", "action": "removed"},
                                 {"rule": "transform", "field": "Long", "action": "added"},
                                 {"rule": "numbers", "field": "Body", "action": "replace"}]
                                """));
    }
}
