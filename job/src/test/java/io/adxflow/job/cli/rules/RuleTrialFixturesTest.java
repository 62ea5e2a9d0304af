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
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.otlp.metrics.KnownParts;
import io.adxflow.sources.wire.otlp.metrics.OtlpMetricRules;
import io.adxflow.sources.wire.otlp.metrics.OtlpMetricsTranslator;
import io.adxflow.sources.wire.testing.OracleDecoder;
import io.adxflow.sources.wire.testing.OtlpFixtures;
import io.adxflow.sources.wire.testing.OtlpJsonText;
import io.adxflow.sources.wire.testing.RandomOtlpMetrics;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures;
import io.adxflow.sources.wire.testing.WireModel;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
              other: {kind: directory, path: /tmp/b}
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
            namespaces.plain:
              database: Plain
              monikers: [local]
            namespaces.strict:
              database: Strict
              monikers: [local]
              otlp-metric-names: as-sent
              otlp-scope-labels: false
              otlp-promote-resource-attributes: "*"
              add-labels: {region: north, service_name: one}
              lift-labels: [unit, le]
              normalise: {identifiers: true, unit-suffixes: true, label-case: true, empty-values: true, timestamps: true, max-past: 1000d}
              default-drop-metrics: true
              keep-metrics: ["e", "^target"]
              drop-metrics: ["gc"]
              drop-labels: {"http": "^code$"}
              relabel:
                - {regex: "otel_(.*)", replacement: "o_$1", action: labelmap}
                - {source_labels: [__name__], regex: "(.*)_total", target_label: __name__, replacement: "${1}_sum"}
                - {source_labels: [le], regex: '0\\.(.*)', action: drop}
              transform:
                metrics: source | extend _Table = iff(Name startswith "http", "Http", ""), Labels = bag_remove_keys(Labels, dynamic(["service.name"]))
              scrub:
                - {name: hex, patterns: ['[0-9a-f]{16,}'], in: [exemplars, labels], action: keep-last-4}
            subscriptions.some: {from: [strict], signals: [metrics], to: other, where: '{region="north"}'}
            """;
    private static final List<String> OUR_TABLES =
            List.of("Prom_Exemplars", "Prom_Metadata", "Prom_NativeHistograms", "Prom_StartTimestamps");
    private static final String LETTER = "letter";
    private static final int RANDOM_BODIES = 200;
    private static final long ARRIVAL = 1_796_000_000_000L;

    private PipelineDocument document;

    @BeforeEach
    void read() throws Exception {
        document = PipelineConfigLoader.document(RULES, "test");
    }

    private List<JsonNode> tried(String namespace, List<String> input) {
        List<JsonNode> lines = new ArrayList<>();
        try (RuleTrial trial = new RuleTrial(document, SETTINGS, lines::add)) {
            for (String line : input) {
                trial.run(TrialInput.parse(line, ARRIVAL), namespace, ARRIVAL);
            }
        }
        return lines;
    }

    private static List<String> rows(List<JsonNode> lines) {
        List<String> rows = new ArrayList<>();
        for (JsonNode line : lines) {
            // Where a row goes to several monikers, it is the same.
            JsonNode delivery = line.at("/deliveries/0");
            if (!delivery.isMissingNode()) {
                rows.add(delivery.get("table").asText() + " " + delivery.get("row"));
            }
            if (line.has("deadLetter")) {
                rows.add(LETTER + " " + line.at("/deadLetter/reason").asText());
            }
        }
        return rows;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Body(WireFormat format, byte[] bytes) {}

    /** The rows of bodies as the job makes them, one body behind the other. */
    private List<String> made(String namespace, List<Body> bodies) throws Exception {
        List<String> made = new ArrayList<>();
        LiveTables tables = new LiveTables(
                new RowRules(
                        List.copyOf(document.namespaces().values()),
                        List.copyOf(document.subscriptions().values()),
                        RowRules.CURRENT),
                SETTINGS,
                letter -> made.add(LETTER + " " + letter.reason()),
                null);
        BodyDecoders decoders = BodyDecoders.of(64 << 20, 0, DecodeCharge.unbounded());
        BodyRows rows = new BodyRows(decoders, tables);
        String database =
                Objects.requireNonNull(document.namespaces().get(namespace)).database();
        long sequence = 0;
        for (Body body : bodies) {
            var unused = rows.append(
                    body.format(),
                    body.bytes(),
                    body.bytes().length,
                    new Target(namespace, database),
                    sequence++,
                    ARRIVAL,
                    "test",
                    RowFilter.ALL);
        }
        for (TableBuffer buffer : List.copyOf(tables.buffers())) {
            TableSchema schema = TableSchema.parse(buffer.key().schema());
            StringBuilder csv = new StringBuilder();
            buffer.drain(
                    new byte[1 << 16],
                    (window, offset, length) -> csv.append(new String(window, offset, length, StandardCharsets.UTF_8)));
            for (List<String> fields : RowJson.parse(csv.toString())) {
                made.add(buffer.key().table() + " " + RowJson.of(schema, fields));
            }
        }
        tables.close();
        decoders.close();
        return made;
    }

    private static long ofOurTables(List<String> rows, String table) {
        return rows.stream().filter(row -> row.startsWith(table + " ")).count();
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
        List<String> input = new ArrayList<>();
        List<Body> bodies = new ArrayList<>();
        for (RemoteWriteFixtures.Fixture fixture : RemoteWriteFixtures.of(format)) {
            bodies.add(new Body(format, fixture.body()));
            for (WireModel.FlatSample sample :
                    WireModel.flatSamples(OracleDecoder.decode(format, fixture.decompressed()))) {
                ObjectNode line = JSON.createObjectNode();
                ObjectNode labels = line.putObject("labels");
                sample.labels().forEach(label -> labels.put(label.name(), label.value()));
                line.put(
                        "value",
                        String.valueOf(Double.longBitsToDouble(sample.valueBits()))
                                .replace("Infinity", "Inf"));
                input.add(line.put("timestamp", sample.timestamp()).toString());
            }
        }
        // A line that is a sample has no metadata, histogram, exemplar or start.
        List<String> made = made("default", bodies).stream()
                .filter(row -> !row.startsWith("Prom_"))
                .toList();
        assertThat(made).hasSizeGreaterThan(1_000);
        assertSame(rows(tried("default", input)), made);
    }

    @ParameterizedTest
    @EnumSource(names = {"REMOTE_WRITE_1", "REMOTE_WRITE_2"})
    void requestsOfPrometheusAreTheRowsOfTheJobInAllTables(WireFormat format) throws Exception {
        List<String> input = new ArrayList<>();
        List<Body> bodies = new ArrayList<>();
        for (RemoteWriteFixtures.Fixture fixture : RemoteWriteFixtures.of(format)) {
            bodies.add(new Body(format, fixture.body()));
            input.add(remoteWriteLine(format, fixture.body()));
        }
        for (String namespace : document.namespaces().keySet()) {
            List<String> made = made(namespace, bodies);
            assertThat(ofOurTables(made, "Prom_NativeHistograms")).as(namespace).isGreaterThan(100);
            assertSame(rows(tried(namespace, input)), made);
        }
    }

    @Test
    void metricsOfTheSdkAreTheRowsOfTheJobInAllTables() throws Exception {
        List<String> input = new ArrayList<>();
        List<Body> bodies = new ArrayList<>();
        for (OtlpFixtures.Fixture fixture : OtlpFixtures.of(Signal.METRICS)) {
            input.add(OtlpJsonText.of(ExportMetricsServiceRequest.parseFrom(fixture.message())));
            bodies.add(new Body(fixture.format(), fixture.body()));
        }
        for (String namespace : document.namespaces().keySet()) {
            List<String> made = made(namespace, bodies);
            assertThat(OUR_TABLES)
                    .as(namespace)
                    .filteredOn(table -> ofOurTables(made, table) > 0)
                    .contains("Prom_Metadata", "Prom_NativeHistograms", "Prom_StartTimestamps");
            assertSame(rows(tried(namespace, input)), made);
        }
    }

    /** All that metrics can hold, points that are refused among it; as sent, and as remote write 2.0. */
    @ParameterizedTest
    @EnumSource(names = {"REMOTE_WRITE_2", "OTLP_METRICS"})
    void randomRequestsAreTheRowsOfTheJobInAllTables(WireFormat format) throws Exception {
        long seed = Long.getLong("adxflow.seed", 1);
        RandomOtlpMetrics metrics = new RandomOtlpMetrics(seed);
        List<String> input = new ArrayList<>();
        List<Body> bodies = new ArrayList<>();
        for (int i = 0; i < RANDOM_BODIES; i++) {
            ExportMetricsServiceRequest request = metrics.next();
            if (format == WireFormat.OTLP_METRICS) {
                input.add(OtlpJsonText.of(request));
                bodies.add(new Body(format, request.toByteArray()));
            } else {
                for (byte[] body : translated(request.toByteArray())) {
                    input.add(remoteWriteLine(format, body));
                    bodies.add(new Body(format, body));
                }
            }
        }
        for (String namespace : document.namespaces().keySet()) {
            List<String> made = made(namespace, bodies);
            String about = "seed " + seed + ", " + namespace;
            assertThat(OUR_TABLES)
                    .as(about)
                    .filteredOn(table -> ofOurTables(made, table) > 0)
                    .containsExactlyElementsOf(OUR_TABLES);
            assertSame(rows(tried(namespace, input)), made);
        }
    }

    private static List<byte[]> translated(byte[] request) throws Exception {
        List<byte[]> bodies = new ArrayList<>();
        try (BodyDecoders decoders = BodyDecoders.of(64 << 20, 0, DecodeCharge.unbounded())) {
            OtlpMetricsTranslator translator = decoders.metrics();
            byte[] padded = Arrays.copyOf(request, request.length + ProtoReader.PADDING);
            translator.begin(padded, request.length, OtlpMetricRules.DEFAULT, (body, length) -> {}, KnownParts.NONE);
            while (translator.next()) {
                bodies.add(RemoteWriteFixtures.compress(Arrays.copyOf(translator.buffer(), translator.length())));
            }
            translator.release();
        }
        return bodies;
    }

    private static String remoteWriteLine(WireFormat format, byte[] body) {
        return JSON.createObjectNode()
                .put("remoteWrite", format == WireFormat.REMOTE_WRITE_1 ? "1.0" : "2.0")
                .put("body", Base64.getEncoder().encodeToString(body))
                .toString();
    }

    @ParameterizedTest
    @EnumSource(names = {"LOGS", "TRACES"})
    void recordsOfTheSdkAreTheRowsOfTheJobAndTheirChangesAreTold(Signal signal) throws Exception {
        List<String> input = new ArrayList<>();
        List<Body> bodies = new ArrayList<>();
        for (OtlpFixtures.Fixture fixture : OtlpFixtures.of(signal)) {
            Message message = signal == Signal.LOGS
                    ? ExportLogsServiceRequest.parseFrom(fixture.message())
                    : ExportTraceServiceRequest.parseFrom(fixture.message());
            input.add(OtlpJsonText.of(message));
            bodies.add(new Body(fixture.format(), fixture.body()));
        }
        for (String namespace : document.namespaces().keySet()) {
            List<String> made = made(namespace, bodies);
            assertThat(made).as(namespace).hasSizeGreaterThan(10);
            assertSame(rows(tried(namespace, input)), made);
        }
        List<JsonNode> lines = tried("default", input);
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
        assertThat(tried("default", List.of(record)).get(0).get("changes"))
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
