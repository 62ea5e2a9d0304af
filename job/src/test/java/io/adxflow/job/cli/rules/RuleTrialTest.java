package io.adxflow.job.cli.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.cli.TestCommandLine;
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
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.io.BufferedReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleTrialTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final RowSettings SETTINGS = new RowSettings(64 << 20, 20_000, 3_600_000, 1 << 20);
    private static final String RULES =
            """
            monikers:
              a: {kind: directory, path: /tmp/a}
              b: {kind: directory, path: /tmp/b}
            namespaces.default:
              database: Metrics
              monikers: [a, b]
              add-labels: {region: west}
              lift-labels: [job]
              drop-metrics: ["^debug"]
              drop-labels: {^up$: ^a}
              relabel:
                - {source_labels: [__name__], regex: go_.*, action: drop}
                - {source_labels: [instance], regex: "([^:]+):.*", target_label: host}
                - {regex: instance, action: labeldrop}
                - {source_labels: [shard], target_label: __tmp_s, action: hashmod, modulus: 3}
                - {source_labels: [__tmp_s], regex: "2", action: drop}
                - {source_labels: [job], target_label: job, action: uppercase}
            """;

    @Test
    void tellsWhatBecomesOfASample() throws Exception {
        List<JsonNode> lines = run(
                """
                {"labels": {"__name__": "up", "a1": "x", "instance": "h:1", "job": "j"}, "value": 1.5, "timestamp": "2026-11-29T12:00:00.25Z"}
                {"labels": {"__name__": "go_x"}, "value": "NaN", "timestamp": 1000}
                """);
        JsonNode row = JSON.readTree(
                """
                {"Timestamp": "2026-11-29T12:00:00.25Z", "SeriesId": 0, "Labels": {"host": "h", "region": "west"}, "Value": 1.5, "Job": "J"}
                """);
        ((ObjectNode) row).set("SeriesId", lines.get(0).at("/deliveries/0/row/SeriesId"));
        JsonNode expected = JSON.readTree(
                """
                {"kept": true,
                 "labels": {"__name__": "up", "host": "h", "job": "J", "region": "west"},
                 "deliveries": [
                   {"moniker": "a", "database": "Metrics", "table": "Up", "row": {}},
                   {"moniker": "b", "database": "Metrics", "table": "Up", "row": {}}],
                 "changes": [
                   {"rule": "relabel-2", "field": "host", "action": "added"},
                   {"rule": "relabel-3", "field": "instance", "action": "removed"},
                   {"rule": "relabel-4", "field": "__tmp_s", "action": "added"},
                   {"rule": "relabel-6", "field": "job", "action": "changed"},
                   {"rule": "drop-labels", "field": "__tmp_s", "action": "removed"},
                   {"rule": "drop-labels", "field": "a1", "action": "removed"},
                   {"rule": "add-labels", "field": "region", "action": "added"}]}
                """);
        for (JsonNode delivery : expected.get("deliveries")) {
            ((ObjectNode) delivery).set("row", row);
        }
        assertThat(lines.get(0)).isEqualTo(expected);
        assertThat(lines.get(1))
                .isEqualTo(
                        JSON.readTree(
                                """
                {"kept": false, "droppedBy": "relabel-1", "labels": {"__name__": "go_x"}, "changes": []}
                """));
        assertThat(lines).hasSize(2);
    }

    @Test
    void tellsOfEachRecordOfARequest() throws Exception {
        List<JsonNode> lines = run(
                """
                {"resourceLogs":[{"resource":{"attributes":[{"key":"k","value":{"stringValue":"v"}}]},"scopeLogs":[{"logRecords":[{"body":{"stringValue":"one"},"timeUnixNano":"1"},{"body":{"stringValue":"two"},"timeUnixNano":"1"}]}]}]}
                {"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"s","traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708"}]}]}]}
                """);
        assertThat(lines)
                .extracting(line -> line.at("/deliveries/0/table").asText())
                .containsExactly("OTelLogs", "OTelLogs", "OTelTraces");
        assertThat(lines)
                .extracting(line -> line.at("/deliveries/0/row/Body/message").asText())
                .containsExactly("one", "two", "");
    }

    /** Samples one by one, as here, and all in one body in another order, as in a job. */
    @Test
    void theRowsAreThoseOfTheJob() throws Exception {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        StringBuilder input = new StringBuilder();
        BodyBuilder body = new BodyBuilder();
        String[] names = {"up", "go_x", "debug_y", "http_total", "été", "日本"};
        for (int i = 0; i < 1_000; i++) {
            Map<String, String> labels = new TreeMap<>(Map.of("__name__", names[random.nextInt(names.length)]));
            for (String label : List.of("instance", "shard", "a1", "job", "été")) {
                if (random.nextInt(3) > 0) {
                    labels.put(label, random.nextInt(4) == 0 ? "" : "h" + random.nextInt(9) + ":" + random.nextInt(3));
                }
            }
            double value = random.nextInt(1000) / 8.0;
            long timestamp = 1_700_000_000_000L + i;
            ObjectNode line = JSON.createObjectNode();
            labels.forEach(line.putObject("labels")::put);
            input.append(line.put("value", value).put("timestamp", timestamp)).append('\n');
            List<String> others = new ArrayList<>();
            labels.forEach((name, text) -> {
                if (!name.equals("__name__")) {
                    others.add(name);
                    others.add(text);
                }
            });
            body.series(Objects.requireNonNull(labels.get("__name__")), others.toArray(String[]::new))
                    .sample(timestamp, value);
        }
        Map<String, JsonNode> tried = new TreeMap<>();
        int dropped = 0;
        for (JsonNode line : run(input.toString())) {
            dropped += line.get("kept").asBoolean() ? 0 : 1;
            for (JsonNode delivery : line.path("deliveries")) {
                JsonNode row = delivery.get("row");
                tried.put(delivery.get("moniker") + "/" + delivery.get("table") + "/" + row.get("Timestamp"), row);
            }
        }
        Map<String, JsonNode> made = new TreeMap<>();
        PipelineDocument document = PipelineConfigLoader.document(RULES, "test");
        LiveTables tables =
                new LiveTables(new RowRules(List.copyOf(document.namespaces().values())), SETTINGS, letter -> {}, null);
        BodyRows rows = new BodyRows(BodyDecoders.of(64 << 20, 7, DecodeCharge.unbounded()), tables);
        byte[] bytes = body.compressed(WireFormat.REMOTE_WRITE_2);
        var result = rows.append(
                WireFormat.REMOTE_WRITE_2,
                bytes,
                bytes.length,
                new Target("default", "Metrics"),
                0,
                1,
                "test",
                RowFilter.ALL);
        assertThat(result.droppedRows()).as("seed %d", seed).isEqualTo(dropped).isPositive();
        for (TableBuffer buffer : List.copyOf(tables.buffers())) {
            TableSchema schema = TableSchema.parse(buffer.key().schema());
            StringBuilder csv = new StringBuilder();
            buffer.drain(
                    new byte[1 << 16],
                    (window, offset, length) -> csv.append(new String(window, offset, length, StandardCharsets.UTF_8)));
            for (List<String> fields : RowJson.parse(csv.toString())) {
                JsonNode row = JSON.readTree(RowJson.of(schema, fields).toString());
                for (String moniker : List.of("a", "b")) {
                    made.put("\"" + moniker + "\"/\"" + buffer.key().table() + "\"/" + row.get("Timestamp"), row);
                }
            }
        }
        assertThat(tried).as("seed %d", seed).isEqualTo(made).isNotEmpty();
    }

    @Test
    void linesThatCannotBeReadAreListedAndTheOthersRun(@TempDir Path directory) throws Exception {
        Path config = Files.writeString(directory.resolve("p.yaml"), "namespaces.default.database: Db\n");
        Path input = Files.writeString(
                directory.resolve("in"),
                """
                nonsense
                {"labels": {"__name__": "up"}, "timestamp": "noon"}
                {"labels": {"__name__": "up"}, "value": "much"}
                {"namespace": "nobody", "labels": {"__name__": "up"}}
                {"what": 1}
                {"labels": {"a": "b"}}
                {"labels": {"__name__": "up"}, "value": 1, "timestamp": 0}
                {"remoteWrite": "3.0", "body": ""}
                {"remoteWrite": "2.0", "body": "!"}
                {"remoteWrite": "2.0"}
                """);
        String told = TestCommandLine.run("test-rules", "--config", config.toString(), input.toString());
        assertThat(told)
                .contains("\"table\":\"Up\"", "\"refused\":", "8 lines of input cannot be read")
                .contains("line 1: not JSON", "line 2: timestamp: 'noon'", "line 3: value: 'much' is not a number")
                .contains("line 4: there is no namespace 'nobody' (known: default)", "line 5: has none of: labels")
                .contains("line 8: remoteWrite: '3.0'", "line 9: body: not base64", "line 10: body: missing")
                .endsWith("exit 1");
    }

    @Test
    void whatGoesToTheDeadLettersIsToldOfItsOwnSeries() throws Exception {
        byte[] body = new BodyBuilder()
                .series("large", "text", "x".repeat(4 << 20))
                .sample(1, 1)
                .series("up")
                .sample(1, 2)
                .compressed(WireFormat.REMOTE_WRITE_1);
        List<JsonNode> lines =
                run("{\"remoteWrite\":\"1.0\",\"body\":\"" + Base64.getEncoder().encodeToString(body) + "\"}");
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).at("/deadLetter/reason").asText()).isEqualTo("LABELS_TOO_LARGE");
        assertThat(lines.get(0).has("labels")).isFalse();
        assertThat(lines.get(1).at("/deliveries/0/table").asText()).isEqualTo("Up");
    }

    @Test
    void aConfigurationWithProblemsIsRefusedWithAllOfThem(@TempDir Path directory) throws Exception {
        Path config = Files.writeString(
                directory.resolve("p.yaml"),
                "namespaces:\n  default:\n    relabel:\n      - {action: dorp}\n      - {regex: '(', action: keep}\n");
        for (String command : List.of("test-rules", "validate")) {
            String told = TestCommandLine.run(command, "--config", config.toString());
            assertThat(told)
                    .contains("2 problems", config + ":4: ", config + ":5: ")
                    .endsWith(command.equals("validate") ? "exit 2" : "exit 1");
        }
    }

    @Test
    void tellsWhatARecordGivesToMetrics() throws Exception {
        String rules = RULES
                + """
                  metrics-from:
                    lines: OTelLogs | summarize sum(strlen(tostring(Body.message))) by k = tostring(Resource.k), bin(Timestamp, 1m)
                    errors: OTelLogs | where SeverityNumber >= 17 | summarize count() by bin(Timestamp, 1m)
                """;
        List<JsonNode> lines = run(
                rules,
                """
                {"resourceLogs":[{"resource":{"attributes":[{"key":"k","value":{"stringValue":"v"}}]},"scopeLogs":[{"logRecords":[{"body":{"stringValue":"four"},"timeUnixNano":"61000000000"},{"body":{"stringValue":"seventh"},"timeUnixNano":"1"}]}]}]}
                """);
        assertThat(lines)
                .extracting(line -> line.path("metrics").toString())
                .containsExactly(
                        "[{\"labels\":{\"__name__\":\"lines\",\"k\":\"v\"},\"window\":\"1970-01-01T00:01:00Z\",\"value\":4.0}]",
                        "[{\"labels\":{\"__name__\":\"lines\",\"k\":\"v\"},\"window\":\"1970-01-01T00:00:00Z\",\"value\":7.0}]");
    }

    private static List<JsonNode> run(String input) throws Exception {
        return run(RULES, input);
    }

    private static List<JsonNode> run(String rules, String input) throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        List<String> problems = RuleLines.run(
                PipelineConfigLoader.document(rules, "test"),
                SETTINGS,
                "default",
                new BufferedReader(new StringReader(input)),
                line -> {
                    try {
                        lines.add(JSON.readTree(line));
                    } catch (java.io.IOException e) {
                        throw new AssertionError(e);
                    }
                });
        assertThat(problems).isEmpty();
        return lines;
    }
}
