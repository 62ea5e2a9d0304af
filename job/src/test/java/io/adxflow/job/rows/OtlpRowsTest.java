package io.adxflow.job.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.OtlpRules;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.testing.DamagedOtlp;
import io.adxflow.sources.wire.testing.NestedValues;
import io.adxflow.sources.wire.testing.OtlpFixtures;
import io.adxflow.sources.wire.testing.OtlpJsonText;
import io.adxflow.sources.wire.testing.RandomOtlp;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OtlpRowsTest {
    private static final Signal[] SIGNALS = {Signal.LOGS, Signal.TRACES};

    private final long seed = Long.getLong("adxflow.seed", 1);
    private OtlpBodiesInRows rows = new OtlpBodiesInRows(OtlpBodiesInRows.LIFTING);

    @Test
    void haveEveryFieldOfRandomRecordsInEveryEncoding() throws Exception {
        RandomOtlp random = new RandomOtlp(seed);
        OtlpOracle oracle = new OtlpOracle(OtlpBodiesInRows.LIFTING);
        for (int i = 0; i < 200; i++) {
            for (Signal signal : SIGNALS) {
                Message message = random.next(signal);
                for (WireFormat format : WireFormat.of(signal)) {
                    assertRows(message, format, oracle.rows(message));
                }
            }
        }
        assertThat(rows.deadLetters).isEmpty();
    }

    @Test
    void haveEveryFieldOfRecordedRequests() throws Exception {
        rows = new OtlpBodiesInRows(OtlpRules.DEFAULT);
        OtlpOracle oracle = new OtlpOracle(OtlpRules.DEFAULT);
        int count = 0;
        for (Signal signal : SIGNALS) {
            for (OtlpFixtures.Fixture fixture : OtlpFixtures.of(signal)) {
                Message message = (signal == Signal.LOGS
                                ? ExportLogsServiceRequest.getDefaultInstance()
                                : ExportTraceServiceRequest.getDefaultInstance())
                        .getParserForType()
                        .parseFrom(fixture.message());
                List<Map<String, String>> expected = oracle.rows(message);
                AppendResult result = rows.append(fixture.format(), fixture.body());
                assertThat(result.rows()).isEqualTo(expected.size());
                assertThat(sorted(rows.drain().values().stream()
                                .flatMap(List::stream)
                                .toList()))
                        .isEqualTo(sorted(expected));
                count += expected.size();
                for (WireFormat format : WireFormat.of(signal)) {
                    var unused = rows.append(format, body(format, message));
                    assertThat(sorted(rows.drain().values().stream()
                                    .flatMap(List::stream)
                                    .toList()))
                            .as("%s", format)
                            .isEqualTo(sorted(expected));
                }
            }
        }
        assertThat(count).isGreaterThan(50);
    }

    private void assertRows(Message message, WireFormat format, List<Map<String, String>> expected) throws Exception {
        AppendResult result = rows.append(format, body(format, message));
        assertThat(result.problems()).as("seed %d", seed).isNull();
        assertThat(result.rows()).isEqualTo(expected.size());
        assertThat(format.signal() == Signal.LOGS ? result.logRecords() : result.spans())
                .isEqualTo(expected.size());
        List<Map<String, String>> actual = new ArrayList<>();
        rows.drain().values().forEach(actual::addAll);
        assertThat(normal(actual)).as("seed %d, %s", seed, format).isEqualTo(normal(expected));
    }

    private static byte[] body(WireFormat format, Message message) {
        byte[] content =
                format.encoding() == Encoding.JSON ? OtlpJsonText.of(message).getBytes(UTF_8) : message.toByteArray();
        return DamagedOtlp.compress(format, content);
    }

    private static List<Map<String, String>> normal(List<Map<String, String>> all) {
        List<Map<String, String>> normal = new ArrayList<>();
        for (Map<String, String> row : all) {
            Map<String, String> fields = new LinkedHashMap<>();
            row.forEach((column, text) -> fields.put(column, OtlpOracle.normal(column, text)));
            normal.add(fields);
        }
        return normal;
    }

    private static List<String> sorted(List<Map<String, String>> all) {
        return normal(all).stream().map(Map::toString).sorted().toList();
    }

    @Test
    void areNeverMadeOfPartsOfAMalformedBody() {
        for (Signal signal : SIGNALS) {
            DamagedOtlp damaged = new DamagedOtlp(signal, seed);
            int refused = 0;
            for (int i = 0; i < 5_000; i++) {
                DamagedOtlp.Damaged body = damaged.next();
                long before = rows.tables.heapBytes();
                try {
                    AppendResult result = rows.append(body.format(), body.body());
                    assertThat(result.rows() + result.rejectedRecords() + result.deadLetteredRows())
                            .as("seed %d", seed)
                            .isEqualTo(result.logRecords() + result.spans() + result.rejectedRecords());
                } catch (MalformedBodyException e) {
                    refused++;
                    assertThat(rows.tables.heapBytes()).as("seed %d", seed).isEqualTo(before);
                }
                if (i % 50 == 0) {
                    var unused = rows.drain();
                }
            }
            assertThat(refused).isGreaterThan(1000);
        }
    }

    @Test
    void areTheSameWhenABodyIsReplayed() throws Exception {
        for (Signal signal : SIGNALS) {
            for (OtlpFixtures.Fixture fixture : OtlpFixtures.of(signal)) {
                var first = rows.append(fixture.format(), fixture.body());
                Map<String, List<Map<String, String>>> once = rows.drain();
                OtlpBodiesInRows again = new OtlpBodiesInRows(OtlpBodiesInRows.LIFTING);
                var second = again.append(fixture.format(), fixture.body(), table -> true);
                assertThat(again.drain()).isEqualTo(once);
                assertThat(first.rows()).isEqualTo(second.rows());
            }
        }
    }

    @Test
    void areKeptOfTheTablesThatTheFilterKeeps() throws Exception {
        byte[] body = logs(named("A"), named("B"), named("A"));
        AppendResult result =
                rows.append(WireFormat.OTLP_LOGS, body, table -> table.table().equals("B"));
        assertThat(result.rows()).isEqualTo(1);
        assertThat(result.logRecords()).isEqualTo(3);
        assertThat(rows.drain().keySet()).containsExactly("Telemetry.B");
        assertThat(rows.append(WireFormat.OTLP_LOGS, body, RowFilter.NONE).rows())
                .isZero();
        assertThat(rows.tables.buffers()).isEmpty();
    }

    @Test
    void goToTheTableThatTheirRecordNames() throws Exception {
        LogRecord byBody = LogRecord.newBuilder()
                .setBody(kvlist(attribute("kusto.table", "from-body"), attribute("kusto.database", "Logs")))
                .build();
        LogRecord half = LogRecord.newBuilder()
                .addAttributes(attribute("kusto.database", "Half"))
                .setBody(kvlist(attribute("kusto.table", "tAble_1")))
                .build();
        LogRecord notText = LogRecord.newBuilder()
                .addAttributes(KeyValue.newBuilder()
                        .setKey("kusto.table")
                        .setValue(AnyValue.newBuilder().setIntValue(5)))
                .build();
        AppendResult result = rows.append(
                WireFormat.OTLP_LOGS,
                logs(
                        LogRecord.getDefaultInstance(),
                        LogRecord.newBuilder()
                                .addAttributes(attribute("kusto.table", "My.Logs"))
                                .addAttributes(attribute("kusto.database", "Ops-1"))
                                .build(),
                        byBody,
                        half,
                        notText));
        assertThat(result.problems()).isNull();
        Map<String, List<Map<String, String>>> drained = rows.drain();
        assertThat(drained.keySet())
                .containsExactlyInAnyOrder("Telemetry.OTelLogs", "Ops1.MyLogs", "Logs.frombody", "Half.tAble1");
        assertThat(drained.get("Telemetry.OTelLogs")).hasSize(2);
        assertThat(drained.get("Ops1.MyLogs").get(0).get("Attributes"))
                .isEqualTo("{\"kusto.table\":\"My.Logs\",\"kusto.database\":\"Ops-1\"}");
        assertThat(drained.get("Logs.frombody").get(0).get("Body"))
                .isEqualTo("{\"kusto.table\":\"from-body\",\"kusto.database\":\"Logs\"}");
    }

    @Test
    void goToConfiguredNamesAsTheyAreWhateverTheCaseAndToShortenedOnesElse() throws Exception {
        OtlpRules rules = new OtlpRules("my-logs.v1", "Spans", List.of(), List.of());
        NamespaceSpec namespace = new NamespaceSpec(
                "default", "Telemetry", List.of("prod-logs", "Ops"), List.of("local"), Map.of(), List.of(), rules);
        rows = new OtlpBodiesInRows(namespace, OtlpBodiesInRows.SETTINGS);
        AppendResult result = rows.append(
                WireFormat.OTLP_LOGS,
                logs(
                        in("prod-logs", "My-Logs.V1"),
                        in("PROD-Logs", "T"),
                        in("ops", "my-logs"),
                        in("o-p-s", "T"),
                        in("TELEMETRY", "T"),
                        in("*", "T"),
                        in("prodlogs", "T")));
        assertThat(result.rejectedLogRecords()).isEqualTo(2);
        assertThat(result.problems()).contains("kusto.database: '*'", "kusto.database: 'prodlogs'");
        assertThat(rows.drain().keySet())
                .containsExactlyInAnyOrder("prod-logs.my-logs.v1", "prod-logs.T", "Ops.mylogs", "Ops.T", "Telemetry.T");
    }

    @Test
    void makeNoTableThatAFunctionWouldHide() throws Exception {
        var unused =
                rows.append(WireFormat.OTLP_LOGS, logs(in("Ops", "Count-Cardinality"), in("Ops", "CountCardinality")));
        assertThat(rows.drain().keySet()).hasSize(2).allMatch(table -> table.startsWith("Ops.CountCardinality_"));
    }

    @Test
    void areRefusedInDatabasesThatTheNamespaceDoesNotAllow() throws Exception {
        rows = new OtlpBodiesInRows(
                OtlpBodiesInRows.namespace(OtlpRules.DEFAULT, List.of("Ops")), OtlpBodiesInRows.SETTINGS);
        AppendResult result = rows.append(
                WireFormat.OTLP_LOGS,
                logs(in("Ops", "T"), in("Secret", "T"), in("Telemetry", "T"), in("---", "T"), in("Ops", "---")));
        assertThat(result.rejectedLogRecords()).isEqualTo(3);
        assertThat(result.rejectedRecords()).isEqualTo(3);
        assertThat(result.problems())
                .contains("refused: 3 log records")
                .contains("resourceLogs[0].scopeLogs[0].logRecords[1]: kusto.database: 'Secret'")
                .contains("namespaces.default.databases")
                .contains("kusto.table: '---'");
        assertThat(rows.drain().keySet()).containsExactlyInAnyOrder("Ops.T", "Telemetry.T");
    }

    @Test
    void ofMoreTablesThanAllowedAreRefused() throws Exception {
        rows = new OtlpBodiesInRows(
                OtlpBodiesInRows.namespace(OtlpRules.DEFAULT, List.of("*")),
                new RowSettings(1 << 20, 4, 3_600_000, 1 << 20));
        AppendResult result = rows.append(
                WireFormat.OTLP_LOGS,
                logs(named("A"), named("B"), named("C"), named("A"), LogRecord.getDefaultInstance()));
        assertThat(result.rows()).isEqualTo(4);
        assertThat(result.rejectedLogRecords()).isEqualTo(1);
        assertThat(result.problems()).contains("table C would be one more", "rows.max-tables = 4");
        assertThat(result.refusedTables()).isEqualTo(1);
        assertThat(rows.drain()).hasSize(3);
        assertThat(rows.append(WireFormat.OTLP_LOGS, logs(named("C"))).rows()).isZero();
        rows.tables.trimIdle(System.currentTimeMillis());
        assertThat(rows.append(WireFormat.OTLP_LOGS, logs(named("C"))).rows()).isEqualTo(1);
    }

    @Test
    void ofTooLargeAValueGoWholeToTheDeadLetters() throws Exception {
        String large = "x\"".repeat(2 << 20);
        LogRecord record = LogRecord.newBuilder()
                .setSeverityText("WARN")
                .addAttributes(attribute("large", large))
                .setBody(kvlist(attribute("a", "b")))
                .build();
        AppendResult result = rows.append(WireFormat.OTLP_LOGS, logs(named("A"), record, named("A")), RowFilter.ALL);
        assertThat(result.rows()).isEqualTo(2);
        assertThat(result.logRecords()).isEqualTo(3);
        assertThat(result.deadLetteredRows()).isEqualTo(1);
        assertThat(result.problems()).isNull();
        DeadLetter letter = rows.deadLetters.get(0);
        assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.VALUE_TOO_LARGE);
        assertThat(letter.series()).isEqualTo("OTelLogs");
        assertThat(letter.detail())
                .isEqualTo("Attributes of " + ((6 << 20) + 12) + " bytes (at most 1048576, rows.max-labels-size)");
        JsonNode row = new JsonMapper().readTree(letter.row());
        assertThat(row.get("SeverityText").asText()).isEqualTo("WARN");
        assertThat(row.get("Body").toString()).isEqualTo("{\"a\":\"b\"}");
        assertThat(row.get("Attributes").get("large").asText()).isEqualTo(large);
    }

    @Test
    void holdAValueOfExactlyTheLimit() throws Exception {
        rows = new OtlpBodiesInRows(
                OtlpBodiesInRows.namespace(OtlpRules.DEFAULT, List.of("*")),
                new RowSettings(1 << 20, 9, 3_600_000, 1000));
        for (int size : new int[] {1000, 1001}) {
            String text = "\"".repeat((size - 10) / 2) + "x".repeat(size % 2);
            LogRecord record = LogRecord.newBuilder()
                    .setBody(kvlist(attribute("k", text + "zz")))
                    .build();
            var unused = rows.append(WireFormat.OTLP_LOGS, logs(record));
        }
        assertThat(rows.only()).hasSize(1);
        assertThat(rows.deadLetters).hasSize(1);
        assertThat(rows.deadLetters.get(0).detail()).contains("Body of 1001 bytes");
    }

    @Test
    void costTextThatIsNotUtf8ItsOwnRecordOnly() throws Exception {
        ByteString good = logRecord("good");
        ByteString bad = ByteString.copyFrom(NestedValues.field((3 << 3) | 2, new byte[] {'a', (byte) 0xFF}));
        ByteString badKey = ByteString.copyFrom(
                NestedValues.field((6 << 3) | 2, NestedValues.field((1 << 3) | 2, new byte[] {(byte) 0xC0, 'x'})));
        AppendResult result = rows.append(WireFormat.OTLP_LOGS, request(good, bad, badKey, good));
        assertThat(result.rows()).isEqualTo(2);
        assertThat(result.rejectedLogRecords()).isEqualTo(2);
        assertThat(result.problems())
                .contains("resourceLogs[0].scopeLogs[0].logRecords[1]: a text is not UTF-8")
                .contains("logRecords[2]");
        assertThat(rows.only()).extracting(row -> row.get("SeverityText")).containsExactly("good", "good");
    }

    @Test
    void costAHalfSurrogatePairInJsonItsOwnRecordOnly() throws Exception {
        String json = "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"severityText\":\"\\ud800\"},"
                + "{\"severityText\":\"fine\"}]}]}]}";
        AppendResult result = rows.append(WireFormat.OTLP_LOGS_JSON, json.getBytes(UTF_8));
        assertThat(result.rows()).isEqualTo(1);
        assertThat(result.rejectedLogRecords()).isEqualTo(1);
    }

    @Test
    void costWhatStandsTwiceItsOwnRecordOnly() throws Exception {
        byte[] value = {3 << 3, 1};
        byte[] twoValues = NestedValues.field((5 << 3) | 2, NestedValues.joined(value, value));
        byte[] body = NestedValues.field((5 << 3) | 2, value);
        AppendResult result = rows.append(
                WireFormat.OTLP_LOGS,
                request(
                        ByteString.copyFrom(twoValues),
                        ByteString.copyFrom(NestedValues.joined(body, body)),
                        logRecord("fine")));
        assertThat(result.rows()).isEqualTo(1);
        assertThat(result.rejectedLogRecords()).isEqualTo(2);
        assertThat(result.problems()).contains("two things at once").contains("body is there twice");
    }

    @Test
    void costABadResourceAllItsRecordsAndNoOthers() throws Exception {
        byte[] badResource = NestedValues.field(
                (1 << 3) | 2,
                NestedValues.field((1 << 3) | 2, NestedValues.field((1 << 3) | 2, new byte[] {(byte) 0xFF})));
        byte[] scope = NestedValues.field((2 << 3) | 2, NestedValues.field((2 << 3) | 2, new byte[0]));
        byte[] request = NestedValues.joined(
                NestedValues.field((1 << 3) | 2, NestedValues.joined(badResource, scope)),
                logs(LogRecord.getDefaultInstance()));
        AppendResult result = rows.append(WireFormat.OTLP_LOGS, request);
        assertThat(result.rows()).isEqualTo(1);
        assertThat(result.problems()).contains("resourceLogs[0].scopeLogs[0].logRecords[0]: its resource: ");
    }

    @Test
    void passValuesNestedUpToTheLimitWhole() throws Exception {
        for (int depth : new int[] {20, 64}) {
            assertThat(rows.append(WireFormat.OTLP_LOGS, NestedValues.logs(NestedValues.arrays(depth)))
                            .rows())
                    .isEqualTo(1);
            assertThat(rows.only().get(0).get("Body"))
                    .isEqualTo("{\"message\":" + "[".repeat(depth - 1) + "1" + "]".repeat(depth - 1) + "}");
            assertThat(rows.append(WireFormat.OTLP_LOGS, NestedValues.logs(NestedValues.objects(depth)))
                            .rows())
                    .isEqualTo(1);
            assertThat(rows.only().get(0).get("Body"))
                    .isEqualTo("{\"k\":".repeat(depth - 1) + "1" + "}".repeat(depth - 1));
        }
        for (int depth : new int[] {65, 100, 3000}) {
            AppendResult result = rows.append(WireFormat.OTLP_LOGS, NestedValues.logs(NestedValues.objects(depth)));
            assertThat(result.rejectedLogRecords()).isEqualTo(1);
            assertThat(result.problems()).contains("values nested more than 64 deep");
        }
    }

    @Test
    void tellWhatIsMissingFromWhatIsEmpty() throws Exception {
        byte[] request = ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(ResourceLogs.newBuilder()
                        .addScopeLogs(ScopeLogs.newBuilder()
                                .addLogRecords(LogRecord.getDefaultInstance())
                                .addLogRecords(LogRecord.newBuilder().setBody(AnyValue.getDefaultInstance()))))
                .build()
                .toByteArray();
        var unused = rows.append(WireFormat.OTLP_LOGS, request);
        List<Map<String, String>> lines = rows.only();
        assertThat(lines).extracting(row -> row.get("Body")).containsExactly("", "{\"message\":null}");
        assertThat(lines.get(0))
                .containsEntry("Timestamp", "2027-01-15T08:00:00.123Z")
                .containsEntry("ObservedTimestamp", "")
                .containsEntry("TimeUnixNano", "0")
                .containsEntry("Resource", "")
                .containsEntry("ScopeAttributes", "")
                .containsEntry("Attributes", "{}");
    }

    private static LogRecord named(String table) {
        return LogRecord.newBuilder()
                .addAttributes(attribute("kusto.table", table))
                .build();
    }

    private static LogRecord in(String database, String table) {
        return named(table).toBuilder()
                .addAttributes(attribute("kusto.database", database))
                .build();
    }

    private static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static AnyValue kvlist(KeyValue... pairs) {
        return AnyValue.newBuilder()
                .setKvlistValue(KeyValueList.newBuilder().addAllValues(List.of(pairs)))
                .build();
    }

    private static byte[] logs(LogRecord... records) {
        return ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(ResourceLogs.newBuilder()
                        .addScopeLogs(ScopeLogs.newBuilder().addAllLogRecords(List.of(records))))
                .build()
                .toByteArray();
    }

    private static ByteString logRecord(String severityText) {
        return LogRecord.newBuilder().setSeverityText(severityText).build().toByteString();
    }

    /** A request of records that the generated classes would not write. */
    private static byte[] request(ByteString... records) {
        byte[] scope = {};
        for (ByteString record : records) {
            scope = NestedValues.joined(scope, NestedValues.field((2 << 3) | 2, record.toByteArray()));
        }
        return NestedValues.field((1 << 3) | 2, NestedValues.field((2 << 3) | 2, scope));
    }
}
