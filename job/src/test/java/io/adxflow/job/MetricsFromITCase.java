package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics that are made of records equal a plain recount of these: under disorder, kills, another parallelism and a savepoint, for every aggregate. */
class MetricsFromITCase {
    private static final int SENDERS = 4;
    private static final long WINDOW_MILLIS = 10_000;
    private static final long OUTAGE_MILLIS = 3 * 3_600_000;
    private static final long FIRST_MILLIS =
            Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
    private static final Pattern ROW = Pattern.compile("([^,]+),[^,]*,\"(.*)\",([^,]+)");
    private static final JsonMapper JSON = new JsonMapper();
    private static final String RULES =
            """
            namespaces:
              default:
                database: Metrics
                monikers: [local]
                metrics-from:
                  errors:
                    query: OTelLogs | where SeverityNumber >= 17 | summarize Value = count() by service = tostring(Resource["service.name"]), bin(Timestamp, 10s)
                    lateness: 1s
                  running:
                    query: OTelLogs | summarize Value = countif(SeverityNumber >= 17) by service = tostring(Resource["service.name"]), bin(Timestamp, 10s)
                    temporality: cumulative
                    lateness: 1s
                  took_sum: {query: '%1$s sum(todouble(Attributes.ms)) %2$s', lateness: 1s}
                  took_min: {query: '%1$s min(todouble(Attributes.ms)) %2$s', lateness: 1s}
                  took_max: {query: '%1$s max(todouble(Attributes.ms)) %2$s', lateness: 1s}
                  took_avg: {query: '%1$s avg(todouble(Attributes.ms)) %2$s', lateness: 1s}
                  took_p: {query: '%1$s percentile(todouble(Attributes.ms), 75) %2$s', lateness: 1s}
                  users: {query: '%1$s dcount(tostring(Attributes.user)) %2$s', lateness: 1d}
                  took_ms: {query: '%1$s histogram(todouble(Attributes.ms), dynamic([1, 2.5, 10])) %2$s', lateness: 1s}
                  spans: {query: 'OTelTraces | summarize count() by name = SpanName, bin(StartTime, 10s)', lateness: 1s}
            """
                    .formatted(
                            "OTelLogs | summarize Value =",
                            "by service = tostring(Resource[\"service.name\"]), bin(Timestamp, 10s)");

    @TempDir
    Path folder;

    private record Log(String service, long millis, int severity, double took, String user) {}

    /** A series at a time, by the value of its label, and of its bound if it has one. */
    private record Key(String label, String bound, long windowMillis) {}

    private final List<Log> logs = new ArrayList<>();

    @Test
    void totalsEqualARecountUnderDisorderKillsRescalingAndASavepoint() throws Exception {
        totalsEqualARecountAfter(1);
    }

    @Test
    @Tag("soak")
    void totalsEqualARecountOverManyKillsSavepointsAndParallelisms() throws Exception {
        totalsEqualARecountAfter(15);
    }

    /** @param rounds with a kill and a savepoint each */
    private void totalsEqualARecountAfter(int rounds) throws Exception {
        long seed = Long.getLong("adxflow.seed", 1);
        System.out.println("metrics-from: seed " + seed);
        Random random = new Random(seed);
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(file, RULES);
        try (PipelineCluster cluster = new PipelineCluster(
                folder, 3, "batch.max-age=1 s", "batch.small-max-age=1 s", "control.watch-interval=100 ms")) {
            cluster.setFile(file);
            cluster.start(2, null);
            for (int round = 0; round < rounds; round++) {
                send(cluster, bodies(random, round * 60_000L, 16, 30, 3_000), true);
                cluster.start(rounds == 1 ? 3 : 1 + random.nextInt(3), cluster.stop());
            }
            List<Map.Entry<String, byte[]>> bodies = new ArrayList<>(bodies(random, rounds * 60_000L, 8, 30, 6_000));
            // An upstream that could not send for three hours: all of it comes now, beside the others.
            bodies.addAll(bodies(random, -OUTAGE_MILLIS, 27, 100, OUTAGE_MILLIS / 27));
            send(cluster, bodies, false);

            // Its windows wait for a day, unless nobody makes it any more.
            assertThat(summed("Users")).isEmpty();
            Files.writeString(
                    file,
                    RULES.lines().filter(line -> !line.contains(" users: ")).collect(Collectors.joining("\n")));
            Map<Key, Double> users = each(windows(), MetricsFromITCase::users);
            Eventually.holds("windows of a metric that is gone are rows", Duration.ofMinutes(5), () -> summed("Users")
                    .equals(users));
            cluster.drain();
        }
        assertTotals();
    }

    private void assertTotals() throws IOException {
        Map<Key, List<Log>> windows = windows();
        assertThat(summed("TookSum"))
                .isEqualTo(
                        each(windows, all -> all.stream().mapToDouble(Log::took).sum()));
        assertThat(summed("TookMin"))
                .isEqualTo(each(
                        windows,
                        all -> all.stream().mapToDouble(Log::took).min().orElseThrow()));
        assertThat(summed("TookMax"))
                .isEqualTo(each(
                        windows,
                        all -> all.stream().mapToDouble(Log::took).max().orElseThrow()));
        assertClose(
                "TookAvg",
                each(
                        windows,
                        all -> all.stream().mapToDouble(Log::took).average().orElseThrow()),
                1e-9);
        assertClose("TookP", each(windows, MetricsFromITCase::percentile), 0.0101);
        assertThat(summed("Users")).isEqualTo(each(windows, MetricsFromITCase::users));
        Map<Key, Double> buckets = new HashMap<>();
        for (String bound : List.of("1", "2.5", "10", "+Inf")) {
            double most = bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
            windows.forEach((key, all) -> buckets.put(new Key(key.label(), bound, key.windowMillis()), (double)
                    all.stream().filter(log -> log.took() <= most).count()));
        }
        assertThat(summed("TookMsBucket")).isEqualTo(buckets);
        assertThat(summed("TookMsSum")).isEqualTo(summed("TookSum"));
        assertThat(summed("TookMsCount")).isEqualTo(each(windows, List::size));
        assertThat(summed("Spans").values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isEqualTo(logs.size());

        Map<Key, List<Log>> failed = new HashMap<>();
        windows.forEach((key, all) -> {
            List<Log> errors = all.stream().filter(log -> log.severity() >= 17).toList();
            if (!errors.isEmpty()) {
                failed.put(key, errors);
            }
        });
        assertThat(summed("Errors")).isEqualTo(each(failed, List::size));
        // No spike: not even one row says more than its window has.
        assertThat(rows("Errors"))
                .allMatch(row -> row.value()
                        <= failed.get(new Key(row.label(), "", row.millis())).size());
        Map<String, Double> last = new HashMap<>();
        rows("Running").forEach(row -> last.merge(row.label(), row.value(), Math::max));
        Map<String, Double> all = new HashMap<>();
        failed.forEach((key, errors) -> all.merge(key.label(), (double) errors.size(), Double::sum));
        assertThat(last).isEqualTo(all);
    }

    private Map<Key, List<Log>> windows() {
        Map<Key, List<Log>> windows = new HashMap<>();
        for (Log log : logs) {
            windows.computeIfAbsent(key(log.service(), log.millis()), key -> new ArrayList<>())
                    .add(log);
        }
        return windows;
    }

    private static double users(List<Log> all) {
        return all.stream().map(Log::user).distinct().count();
    }

    private static double percentile(List<Log> all) {
        double[] sorted = all.stream().mapToDouble(Log::took).sorted().toArray();
        return sorted[(int) Math.ceil(0.75 * sorted.length) - 1];
    }

    private static Map<Key, Double> each(Map<Key, List<Log>> windows, ToDoubleFunction<List<Log>> result) {
        Map<Key, Double> results = new HashMap<>();
        windows.forEach((key, all) -> results.put(key, result.applyAsDouble(all)));
        return results;
    }

    private void assertClose(String table, Map<Key, Double> expected, double relative) throws IOException {
        Map<Key, Double> found = summed(table);
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((key, value) -> assertThat(found.get(key))
                .as(table + " " + key)
                .isCloseTo(value, org.assertj.core.data.Offset.offset(Math.abs(value) * relative + 1e-12)));
    }

    private static Key key(String service, long millis) {
        return new Key(service, "", millis - Math.floorMod(millis, WINDOW_MILLIS));
    }

    private record Row(String label, String bound, long millis, double value) {}

    /** As the documentation says: of one series and time, the sum of all rows. */
    private Map<Key, Double> summed(String table) throws IOException {
        Map<Key, Double> sums = new HashMap<>();
        rows(table)
                .forEach(row -> sums.merge(new Key(row.label(), row.bound(), row.millis()), row.value(), Double::sum));
        return sums;
    }

    private List<Row> rows(String table) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line :
                CommittedFiles.sortedLines(folder.resolve("tables/Metrics")).getOrDefault(table, List.of())) {
            Matcher matcher = ROW.matcher(line);
            assertThat(matcher.matches()).as(line).isTrue();
            JsonNode labels = JSON.readTree(matcher.group(2).replace("\"\"", "\""));
            rows.add(new Row(
                    labels.path("service").asText(labels.path("name").asText()),
                    labels.path("le").asText(),
                    Instant.parse(matcher.group(1)).toEpochMilli(),
                    Double.parseDouble(matcher.group(3))));
        }
        return rows;
    }

    /** Log records and as many spans, out of order by up to half a minute. */
    private List<Map.Entry<String, byte[]>> bodies(
            Random random, long fromMillis, int count, int records, long stepMillis) {
        List<Map.Entry<String, byte[]>> bodies = new ArrayList<>();
        for (int body = 0; body < count; body++) {
            String service = "s" + random.nextInt(3);
            ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
            ExportTraceServiceRequest.Builder traces = ExportTraceServiceRequest.newBuilder();
            var ofService = request.addResourceLogsBuilder()
                    .setResource(resource(service))
                    .addScopeLogsBuilder();
            var spans = traces.addResourceSpansBuilder()
                    .setResource(resource(service))
                    .addScopeSpansBuilder();
            for (int i = 0; i < records; i++) {
                Log log = new Log(
                        service,
                        FIRST_MILLIS
                                + fromMillis
                                + body * stepMillis
                                + random.nextInt((int) Math.max(30_000, stepMillis)),
                        random.nextInt(24) + 1,
                        random.nextInt(100) / 4.0,
                        "u" + random.nextInt(40));
                logs.add(log);
                ofService.addLogRecords(LogRecord.newBuilder()
                        .setTimeUnixNano(log.millis() * 1_000_000)
                        .setSeverityNumberValue(log.severity())
                        .addAttributes(attribute("user", AnyValue.newBuilder().setStringValue(log.user())))
                        .addAttributes(attribute("ms", AnyValue.newBuilder().setDoubleValue(log.took()))));
                spans.addSpans(Span.newBuilder()
                        .setName("call")
                        .setStartTimeUnixNano(log.millis() * 1_000_000)
                        .setEndTimeUnixNano(log.millis() * 1_000_000 + 1));
            }
            bodies.add(Map.entry("/v1/logs", request.build().toByteArray()));
            bodies.add(Map.entry("/v1/traces", traces.build().toByteArray()));
        }
        return bodies;
    }

    private static Resource resource(String service) {
        return Resource.newBuilder()
                .addAttributes(attribute("service.name", AnyValue.newBuilder().setStringValue(service)))
                .build();
    }

    private static KeyValue attribute(String key, AnyValue.Builder value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    private static void send(PipelineCluster cluster, List<Map.Entry<String, byte[]>> bodies, boolean kill)
            throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try {
            String url = cluster.writeUrl().substring(0, cluster.writeUrl().indexOf("/api/"));
            List<Future<?>> sent = new ArrayList<>();
            HttpClient client = HttpClient.newHttpClient();
            for (Map.Entry<String, byte[]> body : bodies) {
                sent.add(senders.submit(() -> {
                    post(client, URI.create(url + body.getKey()), body.getValue());
                    return null;
                }));
            }
            if (kill) {
                sent.get(sent.size() / 2).get();
                cluster.replaceTaskManager();
            }
            for (Future<?> each : sent) {
                each.get();
            }
        } finally {
            senders.shutdownNow();
        }
    }

    /** Until it is acknowledged, as senders do. */
    private static void post(HttpClient client, URI to, byte[] body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(to)
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/x-protobuf")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        while (true) {
            try {
                int status = client.send(request, BodyHandlers.ofString()).statusCode();
                if (status == 200) {
                    return;
                }
                assertThat(status).isEqualTo(503);
            } catch (IOException e) {
                // The process may be away.
            }
            Thread.sleep(50);
        }
    }
}
