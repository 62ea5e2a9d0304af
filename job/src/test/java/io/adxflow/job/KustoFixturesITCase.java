package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.emulator.KustoStandIn;
import io.adxflow.emulator.ingestion.StandInStats.Count;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.OtlpRules;
import io.adxflow.job.rows.OracleRows;
import io.adxflow.job.rows.OtlpOracle;
import io.adxflow.sinks.schema.TableVersions;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.testing.OracleDecoder;
import io.adxflow.sources.wire.testing.OtlpFixtures;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bodies that real senders sent, through the whole job into a stand-in for Azure Data Explorer, read with Microsoft's client,
 * against rows that share no code with the job.
 */
class KustoFixturesITCase {
    /** The database of both versions of remote write: what takes time is the stand-in's work for each table. */
    private static final String PROMETHEUS = "Prometheus";

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String SAMPLES = "Timestamp:datetime,SeriesId:long,Labels:dynamic,Value:real";
    private static final String LOGS_BEGIN = "Timestamp:datetime,ObservedTimestamp:datetime,TraceId:string,"
            + "SpanId:string,SeverityText:string,SeverityNumber:int,Body:dynamic,Resource:dynamic,Attributes:dynamic,";
    private static final String TRACES_BEGIN = "TraceID:string,SpanID:string,ParentID:string,SpanName:string,"
            + "SpanStatus:string,SpanKind:string,StartTime:datetime,EndTime:datetime,ResourceAttributes:dynamic,"
            + "TraceAttributes:dynamic,Events:dynamic,Links:dynamic,";

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private AzuriteProcess azurite;
    private KustoStandIn adx;

    @BeforeEach
    void startCluster() throws Exception {
        Assumptions.assumeTrue(AzuriteProcess.problem() == null, AzuriteProcess.problem());
        azurite = AzuriteProcess.start(folder.resolve("azurite"));
        adx = KustoStandIn.in(folder.resolve("kusto"), azurite).start();
    }

    @AfterEach
    void stopCluster() throws Exception {
        if (adx != null) {
            adx.close();
        }
        if (azurite != null) {
            azurite.close();
        }
    }

    @Test
    void everyRowIsInItsTableOnceWithItsTypes() throws Exception {
        deliver("queued");
    }

    @Test
    @Tag("kusto-faults")
    void everyRowIsInItsTableOnceWithItsTypesWhenTheEngineIsCommanded() throws Exception {
        deliver("direct");
    }

    private void deliver(String mode) throws Exception {
        Map<String, Map<String, List<List<String>>>> expected = expected();
        KustoRows rows = new KustoRows(adx.endpoint());
        try (PipelineCluster cluster = new PipelineCluster(
                folder.resolve("job"),
                1,
                "monikers.adx.kind=kusto",
                "monikers.adx.endpoint=" + adx.endpoint(),
                "monikers.adx.mode=" + mode,
                "namespaces.default.monikers=adx",
                // As few batches per table as can be.
                "batch.max-age=15 s",
                "batch.small-max-age=15 s")) {
            // One reader, one body after the other: metadata and start timestamps are written when they change.
            cluster.start(1, null);
            sendAll(cluster.writeUrl());
            Eventually.holds(
                    "rows are missing",
                    PATIENCE,
                    () -> adx.stats().get(Count.ROWS) - rowsOfVersions(expected.keySet()) >= count(expected));
            cluster.drain();
        }
        CommonTestUtils.waitUtil(() -> messagesLeft() == 0, PATIENCE, "messages are in the queues");

        for (String database : expected.keySet()) {
            Set<String> tables = new TreeSet<>(rows.tables(database));
            // Rows of versions come when their tables have theirs, before the end or behind it.
            tables.remove(TableVersions.TABLE);
            assertThat(tables).as(database).isEqualTo(expected.get(database).keySet());
            for (String table : expected.get(database).keySet()) {
                KustoRows.Table actual = rows.read(database, table);
                assertSchema(table, actual.schema());
                assertThat(withoutArrival(table, actual.rows()))
                        .as("%s.%s %s", database, table, actual.schema())
                        .isEqualTo(withoutArrival(
                                table,
                                typed(actual.types(), expected.get(database).get(table))));
                assertThat(rows.count(database, table)).isEqualTo(actual.rows().size());
            }
        }
        for (Count never : List.of(
                Count.VALUES_NOT_OF_THEIR_TYPE,
                Count.RECORDS_OF_OTHER_WIDTH,
                Count.GZIP_BYTES_BEHIND_FIRST_MEMBER,
                Count.RAW_SIZES_WRONG,
                Count.BLOBS_FAILED)) {
            assertThat(adx.stats().get(never)).as("%s", never).isZero();
        }
    }

    /** Rows that tell of tables' versions come beside those that were sent. */
    private long rowsOfVersions(Set<String> databases) throws Exception {
        long rows = 0;
        for (String database : databases) {
            rows += adx.rowCount(database, TableVersions.TABLE);
        }
        return rows;
    }

    private void sendAll(String writeUrl) throws Exception {
        for (RemoteWriteFixtures.Fixture fixture : RemoteWriteFixtures.all()) {
            send(
                    writeUrl + "/" + PROMETHEUS,
                    fixture.format() == WireFormat.REMOTE_WRITE_1
                            ? "application/x-protobuf"
                            : "application/x-protobuf;proto=io.prometheus.write.v2.Request",
                    "snappy",
                    fixture.body());
        }
        String host = writeUrl.substring(0, writeUrl.indexOf("/api/"));
        for (Signal signal : List.of(Signal.LOGS, Signal.TRACES)) {
            for (OtlpFixtures.Fixture fixture : OtlpFixtures.of(signal)) {
                send(
                        host + (signal == Signal.LOGS ? "/v1/logs/Otlp" : "/v1/traces/Otlp"),
                        "application/x-protobuf",
                        fixture.format().compression() == Compression.GZIP ? "gzip" : null,
                        fixture.body());
            }
        }
    }

    private void send(String url, String type, @Nullable String encoding, byte[] body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body));
        if (encoding != null) {
            request.header("Content-Encoding", encoding);
        }
        assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode())
                .as(url)
                .isBetween(200, 204);
    }

    /** Fields by database and table. */
    private static Map<String, Map<String, List<List<String>>>> expected() throws Exception {
        Map<String, Map<String, List<List<String>>>> expected = new TreeMap<>();
        OracleRows samples = new OracleRows(
                new NamespaceSpec("default", "Metrics", List.of("*"), List.of("adx"), Map.of(), List.of()));
        for (RemoteWriteFixtures.Fixture fixture : RemoteWriteFixtures.all()) {
            samples.add(OracleDecoder.decode(fixture.format(), fixture.decompressed()), 0);
        }
        Map<String, List<List<String>>> tables = new TreeMap<>();
        samples.sortedLines()
                .forEach((table, lines) -> tables.put(
                        table, lines.stream().map(KustoFixturesITCase::fields).toList()));
        expected.put(PROMETHEUS, tables);
        OtlpOracle oracle = new OtlpOracle(OtlpRules.DEFAULT);
        for (OtlpFixtures.Fixture fixture : OtlpFixtures.of(Signal.TRACES)) {
            for (Map<String, String> row : oracle.rows(ExportTraceServiceRequest.parseFrom(fixture.message()))) {
                add(expected, "Otlp", "OTelTraces", row);
            }
        }
        for (OtlpFixtures.Fixture fixture : OtlpFixtures.of(Signal.LOGS)) {
            for (Map<String, String> row : oracle.rows(ExportLogsServiceRequest.parseFrom(fixture.message()))) {
                // The recorded logs name their place themselves.
                var attributes = new ObjectMapper().readTree(row.get("Attributes"));
                add(
                        expected,
                        attributes.path("kusto.database").asText("Otlp"),
                        attributes.path("kusto.table").asText("OTelLogs"),
                        row);
            }
        }
        return expected;
    }

    private static void add(
            Map<String, Map<String, List<List<String>>>> all, String database, String table, Map<String, String> row) {
        all.computeIfAbsent(database, none -> new TreeMap<>())
                .computeIfAbsent(table, none -> new ArrayList<>())
                .add(List.copyOf(row.values()));
    }

    private static long count(Map<String, Map<String, List<List<String>>>> all) {
        return all.values().stream()
                .flatMap(tables -> tables.values().stream())
                .mapToLong(List::size)
                .sum();
    }

    private static void assertSchema(String table, String schema) {
        if (table.startsWith("Prom_")) {
            return;
        }
        if (schema.startsWith("TraceID")) {
            assertThat(schema).startsWith(TRACES_BEGIN);
        } else if (schema.contains("SeverityNumber")) {
            assertThat(schema).startsWith(LOGS_BEGIN);
        } else {
            assertThat(schema).isEqualTo(SAMPLES);
        }
    }

    private static List<List<@Nullable Object>> typed(List<String> types, List<List<String>> rows) throws Exception {
        List<List<@Nullable Object>> all = new ArrayList<>();
        for (List<String> row : rows) {
            assertThat(row).hasSameSizeAs(types);
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                values.add(KustoRows.value(types.get(i), row.get(i)));
            }
            all.add(values);
        }
        return all;
    }

    /** Metadata has no time of its own: its rows carry when they were received. */
    private static List<String> withoutArrival(String table, List<List<@Nullable Object>> rows) {
        return KustoRows.sorted(
                table.equals("Prom_Metadata")
                        ? rows.stream().map(row -> row.subList(1, row.size())).toList()
                        : rows);
    }

    private int messagesLeft() {
        try {
            return adx.queuedMessages() + adx.inFlight();
        } catch (IOException e) {
            return Integer.MAX_VALUE;
        }
    }

    /** The fields of a CSV line (RFC 4180). */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    field.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
