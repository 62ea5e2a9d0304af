package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.OtlpRules;
import io.adxflow.job.rows.CsvLines;
import io.adxflow.job.rows.OracleRows;
import io.adxflow.job.rows.OtlpOracle;
import io.adxflow.job.tables.TableSchemas;
import io.adxflow.sources.http.IngestHub;
import io.adxflow.sources.http.IngestSettings;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.otlp.OtlpBodies;
import io.adxflow.sources.wire.otlp.metrics.OtlpMetricRules;
import io.adxflow.sources.wire.testing.DamagedOtlp;
import io.adxflow.sources.wire.testing.DamagedOtlp.Damaged;
import io.adxflow.sources.wire.testing.OtlpJsonText;
import io.adxflow.sources.wire.testing.OtlpMetricsOracle;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OTLP senders may send anything: what cannot be read is refused, what can be is written, and nothing else happens. */
class DamagedOtlpITCase {
    private static final Signal[] SIGNALS = {Signal.LOGS, Signal.TRACES, Signal.METRICS};
    private static final int BODIES_PER_SIGNAL = 700;
    /** One body in so many goes by gRPC, where there is one format only. */
    private static final int GRPC = 4;

    /** One body in so many has nothing wrong, and comes from a neighbour. */
    private static final int WHOLE = 4;

    private static final int IN_FLIGHT = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    private final long seed = Long.getLong("adxflow.seed", 1);
    private final OtlpBodies bodies = new OtlpBodies(64 << 20);
    private final Map<String, Integer> answers = new TreeMap<>();
    private final Map<Signal, Long> acceptedRecords = new EnumMap<>(Signal.class);
    private final Map<Signal, Map<String, Integer>> expectedRows = new EnumMap<>(Signal.class);
    private final OtlpOracle records = new OtlpOracle(OtlpRules.DEFAULT);
    private int compared;

    private record Sent(WireFormat format, Damaged body, boolean whole, OtlpSender.Pending answer) {}

    @AfterEach
    void close() {
        bodies.close();
    }

    @Test
    void isRefusedOrWrittenWhateverItsSignalEncodingAndCompression() throws Exception {
        System.out.println("DamagedOtlpITCase seed: " + seed);
        Random random = new Random(seed);
        try (PipelineCluster cluster = new PipelineCluster(folder, 1)) {
            cluster.start(1, null);
            IngestSettings settings = IngestSettings.from(cluster.config().options());
            IngestHub.Status status = Objects.requireNonNull(IngestHub.jvm().status(settings));
            try (OtlpSender sender = new OtlpSender(status.port(), status.otlpGrpcPort())) {
                Queue<Sent> inFlight = new ArrayDeque<>();
                for (Signal signal : SIGNALS) {
                    DamagedOtlp damaged = new DamagedOtlp(signal, seed);
                    // A repeated body is a retry, which is not written again.
                    Set<List<Object>> distinct = new HashSet<>();
                    while (distinct.size() < BODIES_PER_SIGNAL) {
                        boolean whole = random.nextInt(WHOLE) == 0;
                        Damaged body = whole ? damaged.whole() : damaged.next();
                        boolean grpc = body.format().encoding() == Encoding.PROTOBUF
                                && (!whole || body.format().compression() == Compression.NONE)
                                && random.nextInt(GRPC) == 0;
                        WireFormat format =
                                grpc ? WireFormat.otlp(signal, Encoding.PROTOBUF, Compression.NONE) : body.format();
                        if (distinct.add(List.of(format, ByteString.copyFrom(body.body())))) {
                            inFlight.add(new Sent(
                                    format,
                                    body,
                                    whole,
                                    grpc
                                            ? sender.call(signal, database(signal), body.body())
                                            : sender.post(format, database(signal), body.body())));
                        }
                        if (inFlight.size() == IN_FLIGHT) {
                            judge(inFlight.remove());
                        }
                    }
                }
                while (!inFlight.isEmpty()) {
                    judge(inFlight.remove());
                }
            }
            assertThat(Objects.requireNonNull(IngestHub.jvm().status(settings)).inflightBytes())
                    .isZero();
            // So many tables may take longer to commit than the end of a job waits for.
            CommonTestUtils.waitUtil(
                    () -> leftovers().isEmpty(), PATIENCE, "rows are left in files of the job's own in " + folder);
            cluster.drain();
        }
        System.out.println("DamagedOtlpITCase answers: " + answers + ", " + compared + " bodies compared row by row");
        assertThat(compared).isGreaterThan(BODIES_PER_SIGNAL / 3);
        assertThat(CommittedFiles.visibleFiles(folder.resolve("dead-letters"))).isEmpty();
        for (Signal signal : SIGNALS) {
            assertThat(answers).containsKeys(signal + " 200", signal + " 400");
            assertWritten(signal);
        }
    }

    private List<Path> leftovers() {
        try {
            List<Path> left = new ArrayList<>(CommittedFiles.files(folder.resolve("bodies")));
            left.addAll(CommittedFiles.files(folder.resolve("segments")));
            return left;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String database(Signal signal) {
        return switch (signal) {
            case LOGS -> "Records";
            case TRACES -> "Spans";
            case METRICS -> "Points";
            case REMOTE_WRITE, ROWS -> throw new IllegalArgumentException("signal: " + signal);
        };
    }

    private void judge(Sent sent) throws Exception {
        Signal signal = sent.format().signal();
        OtlpSender.Answer answer = sent.answer().get();
        answers.merge(signal + " " + answer.status(), 1, Integer::sum);
        assertThat(answer.status()).as("seed %d: %s", seed, answer.message()).isIn(200, 400, 413);
        if (sent.whole()) {
            assertThat(answer.status()).as(answer.message()).isEqualTo(200);
            assertThat(signal == Signal.METRICS ? 0 : answer.rejected())
                    .as(answer.message())
                    .isZero();
        }
        if (answer.status() != 200) {
            return;
        }
        acceptedRecords.merge(signal, records(sent) - answer.rejected(), Long::sum);
        if (answer.rejected() > 0) {
            assertThat(answer.message()).as("what was refused in part").isNotBlank();
        }
        // What was refused is not looked into, and the rest of the body not found again without it.
        Message message = answer.message().isEmpty() ? message(sent) : null;
        if (message == null) {
            return;
        }
        compared++;
        Map<String, Integer> expected = expectedRows.computeIfAbsent(signal, none -> new HashMap<>());
        if (message instanceof ExportMetricsServiceRequest metrics) {
            OtlpMetricsOracle.Expected body = OtlpMetricsOracle.expect(metrics, OtlpMetricRules.DEFAULT);
            assertThat(body.refused()).as("seed %d: %s", seed, metrics).isZero();
            new OracleRows(new NamespaceSpec("default", "Metrics", List.of("*"), List.of("local"), Map.of(), List.of()))
                    .add(body.body(), 0)
                    .sortedLines()
                    .forEach((table, lines) ->
                            lines.forEach(line -> expected.merge(table + "," + line, 1, Integer::sum)));
        } else {
            records.rows(message).forEach(row -> expected.merge(normal(row), 1, Integer::sum));
        }
    }

    /** The request as protobuf's own reader understands it, or null when it is stricter. */
    private Message message(Sent sent) throws Exception {
        Message.Builder builder =
                switch (sent.format().signal()) {
                    case LOGS -> ExportLogsServiceRequest.newBuilder();
                    case TRACES -> ExportTraceServiceRequest.newBuilder();
                    default -> ExportMetricsServiceRequest.newBuilder();
                };
        byte[] content = content(sent);
        try {
            if (sent.format().encoding() == Encoding.PROTOBUF) {
                return builder.mergeFrom(content).build();
            }
            String text = new String(content, StandardCharsets.UTF_8);
            // It loses the sign of a zero.
            return text.contains("-0.0") ? null : OtlpJsonText.parse(text, builder);
        } catch (InvalidProtocolBufferException e) {
            // Bytes may mix base64's two alphabets here, which protobuf's own reader does not take.
            assertThat(e.getMessage()).as("seed %d", seed).containsAnyOf("UTF-8", "base64");
            return null;
        }
    }

    private byte[] content(Sent sent) throws Exception {
        WireFormat packed = WireFormat.otlp(
                sent.format().signal(), Encoding.PROTOBUF, sent.format().compression());
        int length = bodies.inflate(packed, sent.body().body());
        return Arrays.copyOf(bodies.buffer(), length);
    }

    /** Log records, spans or, of metrics, metrics: what is in what is in what is in a request. */
    private long records(Sent sent) throws Exception {
        byte[] content = content(sent);
        if (sent.format().encoding() == Encoding.JSON) {
            long count = 0;
            for (JsonNode resource : members(new JsonMapper().readTree(content), "resourceLogs", "resourceSpans")) {
                for (JsonNode scope : members(resource, "scopeLogs", "scopeSpans")) {
                    count += members(scope, "logRecords", "spans").size();
                }
            }
            return count;
        }
        long count = 0;
        for (ByteString resource : members(ByteString.copyFrom(content), 1)) {
            for (ByteString scope : members(resource, 2)) {
                count += members(scope, 2).size();
            }
        }
        return count;
    }

    private static List<JsonNode> members(JsonNode node, String logs, String spans) {
        List<JsonNode> members = new ArrayList<>();
        node.path(logs).forEach(members::add);
        node.path(spans).forEach(members::add);
        return members;
    }

    private static List<ByteString> members(ByteString message, int field) throws InvalidProtocolBufferException {
        return UnknownFieldSet.parseFrom(message).getField(field).getLengthDelimitedList();
    }

    private void assertWritten(Signal signal) throws Exception {
        Map<String, Integer> actual = new HashMap<>();
        long rows = 0;
        // Logs may name their own databases, and damaged ones do.
        for (Path database : CommittedFiles.folders(folder.resolve("tables"))) {
            String name = database.getFileName().toString();
            Signal of = name.equals("Spans") ? Signal.TRACES : name.equals("Points") ? Signal.METRICS : Signal.LOGS;
            if (of != signal) {
                continue;
            }
            for (Path table : CommittedFiles.folders(database)) {
                for (String record : CommittedFiles.records(table)) {
                    rows++;
                    actual.merge(
                            signal == Signal.METRICS
                                    ? table.getFileName() + "," + record
                                    : normal(CsvLines.fields(schema(signal), record)),
                            1,
                            Integer::sum);
                }
            }
        }
        if (signal != Signal.METRICS) {
            assertThat(rows).as("seed %d, rows of %s", seed, signal).isEqualTo(acceptedRecords.get(signal));
        }
        expectedRows.get(signal).forEach((row, count) -> {
            // What is told once, of whatever body is the first to bring it.
            if (!row.startsWith("Prom_Metadata,") && !row.startsWith("Prom_StartTimestamps,")) {
                assertThat(actual.getOrDefault(row, 0))
                        .as("seed %d, %s, row %s", seed, signal, row)
                        .isGreaterThanOrEqualTo(count);
            }
        });
    }

    private static String schema(Signal signal) {
        return signal == Signal.LOGS ? TableSchemas.logs("") : TableSchemas.traces("");
    }

    /** A row as text; without the timestamp where that is the arrival. */
    private static String normal(Map<String, String> row) {
        Map<String, String> fields = new TreeMap<>();
        row.forEach((column, text) -> fields.put(column, OtlpOracle.normal(column, text)));
        if ("0".equals(row.get("TimeUnixNano")) && "0".equals(row.get("ObservedTimeUnixNano"))) {
            fields.remove("Timestamp");
        }
        return fields.toString();
    }
}
