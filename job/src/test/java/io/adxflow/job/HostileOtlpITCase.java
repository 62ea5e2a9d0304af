package io.adxflow.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.OtlpSender.Answer;
import io.adxflow.job.OtlpSender.Pending;
import io.adxflow.job.rows.CsvLines;
import io.adxflow.job.tables.TableSchemas;
import io.adxflow.sources.http.IngestHub;
import io.adxflow.sources.http.IngestSettings;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.testing.DamagedOtlp;
import io.adxflow.sources.wire.testing.NestedValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each kind of damage costs, by every signal, encoding, compression and transport, through the whole job: the record, the body,
 * or nothing; never a neighbour in the same body that can be told apart, nor another sender's body.
 */
class HostileOtlpITCase {
    private static final Signal[] SIGNALS = {Signal.LOGS, Signal.TRACES, Signal.METRICS};
    private static final int IN_FLIGHT = 32;
    private static final int MAX_DECOMPRESSED_BYTES = 32 << 20;
    private static final int LARGE = 4 << 20;
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    private final Queue<Expected> inFlight = new ArrayDeque<>();
    private final Set<String> expectedIds = new HashSet<>();
    private final Set<String> expectedLetters = new HashSet<>();
    private final Map<String, JsonNode> values = new HashMap<>();
    private PipelineCluster cluster;
    private OtlpSender sender;
    private int requests;

    /** What becomes of the three records of a request. */
    private enum Cost {
        NOTHING,
        /** The hostile record is refused alone. */
        RECORD,
        /** It is accepted, and goes to the dead letters. */
        LETTER,
        BODY
    }

    private record Expected(String name, Pending answer, Cost cost, int status, String message) {}

    /** A way in. */
    private record Way(WireFormat format, boolean grpc) {
        @Override
        public String toString() {
            return grpc ? format.signal() + "-grpc" : format.toString();
        }
    }

    @BeforeEach
    void start() throws Exception {
        cluster = new PipelineCluster(folder, 1, "ingest.max-decompressed-size=" + MAX_DECOMPRESSED_BYTES + " bytes");
        cluster.start(1, null);
        IngestHub.Status status = Objects.requireNonNull(
                IngestHub.jvm().status(IngestSettings.from(cluster.config().options())));
        sender = new OtlpSender(status.port(), status.otlpGrpcPort());
    }

    @AfterEach
    void stop() throws Exception {
        sender.close();
        cluster.close();
    }

    @Test
    void costsTheRecordOrTheBodyAndNothingElse() throws Exception {
        for (Signal signal : SIGNALS) {
            for (WireFormat format : WireFormat.of(signal)) {
                Way way = new Way(format, false);
                values(way);
                compressions(way);
                if (format.encoding() == Encoding.JSON) {
                    json(way);
                }
            }
            values(new Way(WireFormat.otlp(signal, Encoding.PROTOBUF, Compression.NONE), true));
            headers(signal);
        }
        while (!inFlight.isEmpty()) {
            judge(inFlight.remove());
        }
        System.out.println("HostileOtlpITCase: " + requests + " requests");
        cluster.drain();
        readRows();
        assertThat(values.keySet()).isEqualTo(expectedIds);
        assertThat(letters()).isEqualTo(expectedLetters);
        values.forEach((id, value) -> {
            if (id.startsWith("nested-20-") && id.endsWith("-hostile")) {
                assertThat(value.isTextual() ? value.textValue() : value.toString())
                        .as(id)
                        .isEqualTo("[".repeat(19) + "1" + "]".repeat(19));
            }
        });
    }

    /** Values of the hostile record that every encoding can say. */
    private void values(Way way) throws Exception {
        boolean json = way.format().encoding() == Encoding.JSON;
        content(way, "good", HostileOtlp.ONE, HostileOtlp.ONE_JSON, Cost.NOTHING, 200, "");
        content(way, "nested-20", NestedValues.arrays(20), arrays(20), Cost.NOTHING, 200, "");
        content(way, "nested-80", NestedValues.arrays(80), arrays(80), Cost.RECORD, 200, "nested more than 64 deep");
        content(
                way,
                "nested-10000",
                NestedValues.arrays(10_000),
                arrays(10_000),
                json ? Cost.BODY : Cost.RECORD,
                json ? 400 : 200,
                json ? "nesting depth" : "nested more than 64 deep");
        String large = "y".repeat(LARGE);
        content(
                way,
                "large",
                NestedValues.field((1 << 3) | 2, large.getBytes(UTF_8)),
                "{\"stringValue\":\"" + large + "\"}",
                Cost.LETTER,
                200,
                "");
        content(
                way,
                "not-utf-8",
                NestedValues.field((1 << 3) | 2, new byte[] {'a', (byte) 0xFF}),
                "{\"stringValue\":\"\\ud800\"}",
                Cost.RECORD,
                200,
                "UTF-8");
        whole(way, "cut", content -> Arrays.copyOf(content, content.length * 2 / 3), 400, json ? "not JSON" : "");
        if (!json) {
            // The request's one resource claims a byte more than there is.
            whole(way, "wrong-length", HostileOtlpITCase::oneByteMore, 400, "");
        }
    }

    private static String arrays(int depth) {
        return "{\"arrayValue\":{\"values\":[".repeat(depth - 1) + HostileOtlp.ONE_JSON + "]}}".repeat(depth - 1);
    }

    private static byte[] oneByteMore(byte[] content) {
        byte[] longer = content.clone();
        assertThat(longer[1] & 0x7F).as("a length that can grow").isLessThan(0x7F);
        longer[1]++;
        return longer;
    }

    /** Damage to what is around the content. */
    private void compressions(Way way) throws Exception {
        WireFormat format = way.format();
        if (format.compression() == Compression.NONE) {
            return;
        }
        String name = format.compression().name().toLowerCase(Locale.ROOT);
        packed(way, "cut-compressed", packed -> Arrays.copyOf(packed, packed.length - 5), name);
        packed(way, "not-compressed", packed -> "a=b, not compressed at all".getBytes(UTF_8), name);
        packed(way, "garbage-behind", packed -> NestedValues.joined(packed, new byte[] {1, 2, 3, 4, 5}), name);
        packed(
                way,
                "flipped-head",
                packed -> {
                    packed[1] ^= 4;
                    return packed;
                },
                name);
        if (format.compression() == Compression.GZIP) {
            packed(
                    way,
                    "flipped-checksum",
                    packed -> {
                        packed[packed.length - 6] ^= 4;
                        return packed;
                    },
                    "checksum");
        }
        byte[] zeros = new byte[MAX_DECOMPRESSED_BYTES + 1];
        send(way, "bomb", DamagedOtlp.compress(format, zeros), Cost.BODY, 413, "ingest.max-decompressed-size");
    }

    /** What only JSON can get wrong. */
    private void json(Way way) throws Exception {
        Signal signal = way.format().signal();
        jsonValue(way, "raw-not-utf-8", "{\"stringValue\":\"\u00ff\"}", "", Cost.BODY, "UTF-8");
        jsonValue(way, "value-twice", "{\"intValue\":1,\"intValue\":2}", "", Cost.RECORD, "twice");
        String time = signal == Signal.TRACES ? ",\"startTimeUnixNano\":" : ",\"timeUnixNano\":";
        jsonValue(way, "field-twice", HostileOtlp.ONE_JSON, time + "1" + time + "2", Cost.RECORD, "there twice");
        jsonValue(way, "list-twice", HostileOtlp.ONE_JSON, ",\"attributes\":[]", Cost.RECORD, "there twice");
        jsonValue(way, "base64", "{\"bytesValue\":\"%%\"}", "", Cost.RECORD, "expected: base64");
        String[] ids = {"abc", "zz", "\u0661\u0662"};
        for (int i = 0; i < ids.length; i++) {
            String id = "\"traceId\":\"" + ids[i] + "\"";
            String field = signal == Signal.METRICS ? ",\"exemplars\":[{" + id + "}]" : "," + id;
            jsonValue(way, "hex-" + i, HostileOtlp.ONE_JSON, field, Cost.RECORD, "traceId");
        }
        jsonValue(
                way,
                "long-out-of-range",
                "{\"intValue\":\"9223372036854775808\"}",
                "",
                Cost.RECORD,
                "9223372036854775808");
        jsonValue(way, "double-out-of-range", "{\"doubleValue\":1e999}", "", Cost.RECORD, "1e999");
        jsonValue(way, "time-out-of-range", HostileOtlp.ONE_JSON, time + "-1", Cost.RECORD, "-1");
        jsonValue(
                way, "null-in-a-list", "{\"arrayValue\":{\"values\":[null]}}", "", Cost.RECORD, "expected: an object");
        jsonValue(way, "not-a-value", "5", "", Cost.RECORD, "expected: an object");
    }

    private void jsonValue(Way way, String name, String value, String fields, Cost cost, String message)
            throws Exception {
        String id = id(way, name);
        String text = HostileOtlp.json(way.format().signal(), id, value, fields);
        byte[] content = text.getBytes(name.startsWith("raw") ? java.nio.charset.StandardCharsets.ISO_8859_1 : UTF_8);
        int status = cost == Cost.BODY ? 400 : 200;
        send(way, name, DamagedOtlp.compress(way.format(), content), cost, status, message);
    }

    /** Bodies that are not what their headers say. */
    private void headers(Signal signal) throws Exception {
        String protobuf = OtlpSender.contentType(Encoding.PROTOBUF);
        String json = OtlpSender.contentType(Encoding.JSON);
        byte[] message = HostileOtlp.protobuf(signal, signal + "-headers", HostileOtlp.ONE);
        byte[] text = HostileOtlp.json(signal, signal + "-headers", HostileOtlp.ONE_JSON, "")
                .getBytes(UTF_8);
        Object[][] headers = {
            {"text/plain", null, text, 415, "text/plain"},
            {null, null, text, 415, "Content-Type"},
            {json, "br", text, 415, "br"},
            {protobuf, "br", message, 415, "snappy"},
            {json, null, message, 400, "not JSON"},
            {protobuf, null, text, 400, ""},
            {protobuf, "gzip", message, 400, "gzip"},
            {json, "zstd", text, 400, "zstd"},
        };
        for (int i = 0; i < headers.length; i++) {
            Object[] head = headers[i];
            Pending answer = sender.post(signal, "Hostile", (String) head[0], (String) head[1], (byte[]) head[2]);
            await(new Expected(signal + "-headers-" + i, answer, Cost.BODY, (int) head[3], (String) head[4]));
        }
    }

    private void content(Way way, String name, byte[] value, String json, Cost cost, int status, String message)
            throws Exception {
        WireFormat format = way.format();
        byte[] content = HostileOtlp.body(format.signal(), format.encoding(), id(way, name), value, json);
        send(way, name, DamagedOtlp.compress(format, content), cost, status, message);
    }

    /** A good body, damaged before it is compressed. */
    private void whole(Way way, String name, UnaryOperator<byte[]> damage, int status, String message)
            throws Exception {
        send(way, name, DamagedOtlp.compress(way.format(), damage.apply(good(way, name))), Cost.BODY, status, message);
    }

    /** A good body, damaged once it is compressed. */
    private void packed(Way way, String name, UnaryOperator<byte[]> damage, String message) throws Exception {
        byte[] packed = DamagedOtlp.compress(way.format(), good(way, name));
        send(way, name, damage.apply(packed), Cost.BODY, 400, message);
    }

    private static byte[] good(Way way, String name) {
        return HostileOtlp.body(
                way.format().signal(), way.format().encoding(), id(way, name), HostileOtlp.ONE, HostileOtlp.ONE_JSON);
    }

    private static String id(Way way, String name) {
        return name + "-" + way;
    }

    /** Sends a hostile body, and behind it another sender's good one. */
    private void send(Way way, String name, byte[] body, Cost cost, int status, String message) throws Exception {
        Signal signal = way.format().signal();
        Pending answer = way.grpc() ? sender.call(signal, "Hostile", body) : sender.post(way.format(), "Hostile", body);
        await(new Expected(id(way, name), answer, cost, status, message));
        String other = "other-" + requests;
        byte[] good = HostileOtlp.protobuf(signal, other, HostileOtlp.ONE);
        WireFormat format = WireFormat.otlp(signal, Encoding.PROTOBUF, Compression.NONE);
        await(new Expected(other, sender.post(format, "Others", good), Cost.NOTHING, 200, ""));
    }

    private void await(Expected expected) throws Exception {
        requests++;
        inFlight.add(expected);
        if (inFlight.size() > IN_FLIGHT) {
            judge(inFlight.remove());
        }
    }

    private void judge(Expected expected) throws Exception {
        Answer answer = expected.answer().get();
        String about = expected.name() + ": " + answer;
        assertThat(answer.status()).as(about).isEqualTo(expected.status());
        assertThat(answer.message()).as(about).contains(expected.message());
        assertThat(answer.rejected()).as(about).isEqualTo(expected.cost() == Cost.RECORD ? 1 : 0);
        if (expected.cost() != Cost.BODY) {
            expectedIds.add(expected.name() + "-before");
            expectedIds.add(expected.name() + "-after");
        }
        if (expected.cost() == Cost.NOTHING) {
            expectedIds.add(expected.name() + "-hostile");
        } else if (expected.cost() == Cost.LETTER) {
            expectedLetters.add(expected.name() + "-hostile");
        }
    }

    private void readRows() throws Exception {
        for (String database : List.of("Hostile", "Others")) {
            Path tables = folder.resolve("tables").resolve(database);
            readRows(tables.resolve("OTelLogs"), TableSchemas.logs(""), "Attributes");
            readRows(tables.resolve("OTelTraces"), TableSchemas.traces(""), "TraceAttributes");
            readRows(tables.resolve("Points"), "Timestamp:,SeriesId:,Labels:,Value:", "Labels");
        }
    }

    private void readRows(Path table, String schema, String column) throws Exception {
        for (String record : CommittedFiles.records(table)) {
            JsonNode attributes = JSON.readTree(CsvLines.fields(schema, record).get(column));
            String id = attributes.path("id").asText();
            assertThat(values.put(id, attributes.path("x")))
                    .as("%s came twice", id)
                    .isNull();
        }
    }

    /** The records in the dead letters, each with its whole value. */
    private Set<String> letters() throws Exception {
        Set<String> ids = new HashSet<>();
        String large = "y".repeat(LARGE);
        for (Path file : CommittedFiles.files(folder.resolve("dead-letters"))) {
            for (String line : Files.readAllLines(file)) {
                assertThat(line.contains(large) || line.contains("LABELS_TOO_LARGE"))
                        .as("the value is whole")
                        .isTrue();
                assertThat(line).contains("rows.max-labels-size");
                String behind = line.substring(line.indexOf("large-"));
                ids.add(behind.substring(0, behind.indexOf("-hostile") + "-hostile".length()));
            }
        }
        return ids;
    }
}
