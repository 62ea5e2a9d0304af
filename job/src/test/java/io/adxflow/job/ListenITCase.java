package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.cli.AdxflowCommand;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.util.function.SupplierWithException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories that are listened on, with failures in between: every row of every file is there once. */
class ListenITCase {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String SCHEMA = "Timestamp:datetime,SeriesId:long,Labels:dynamic,Value:real";
    private static final int ROWS = 20_000;

    @TempDir
    Path folder;

    @Test
    void takesEachRowOfAFolderOnceAcrossKillsAndRestores() throws Exception {
        Path lake = folder.resolve("lake");
        Files.createDirectories(lake);
        try (PipelineCluster cluster = new PipelineCluster(folder, 2)) {
            cluster.setFile(pipeline("listen: {in: {moniker: lake, interval: 100 ms, database: Metrics}}"));
            List<String> rows = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                rows.addAll(file(lake, "HttpRequestsTotal", i));
            }
            cluster.start(2, null);
            cluster.replaceTaskManager();
            cluster.awaitReaders(2);
            for (int i = 4; i < 8; i++) {
                rows.addAll(file(lake, "UpTime", i));
            }
            await(() -> count(committed()) > 0);
            String savepoint = cluster.stop();
            rows.addAll(file(lake, "UpTime", 8));
            cluster.start(1, savepoint);
            poison(lake);
            await(() -> count(committed()) >= rows.size());
            await(() -> deadLetters().size() == 3);
            cluster.drain();
            rows.sort(null);
            List<String> found = new ArrayList<>();
            committed().values().forEach(found::addAll);
            found.sort(null);
            assertThat(found).isEqualTo(rows);
            assertThat(committed()).containsOnlyKeys("HttpRequestsTotal", "UpTime");
            assertThat(deadLetters())
                    .anySatisfy(
                            letter -> assertThat(letter).contains("cut.csv.gz").contains("EOFException"))
                    .anySatisfy(
                            letter -> assertThat(letter).contains("short.csv").contains("has 2 fields"))
                    .anySatisfy(
                            letter -> assertThat(letter).contains("unknown.bin").contains("format"));
        }
    }

    @Test
    void rulesAndLimitsOfTheNamespaceActOnEachRowOnceAcrossAKill() throws Exception {
        Path lake = folder.resolve("lake");
        Files.createDirectories(lake);
        try (PipelineCluster cluster = new PipelineCluster(folder, 2)) {
            cluster.setFile(pipeline(
                    """
                    limits: {default: {bytes-per-second: 1 mb}}
                    listen: {in: {moniker: lake, interval: 100 ms, database: Metrics}}
                    """,
                    "monikers: [local], add-labels: {region: eu}, lift-labels: {file: ''}, drop-metrics: [^Noise]"));
            List<String> rows = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                rows.addAll(file(lake, "UpTime", i));
            }
            file(lake, "NoiseTotal", 3);
            cluster.start(2, null);
            await(() -> count(committed()) > 0);
            cluster.replaceTaskManager();
            cluster.awaitReaders(2);
            await(() -> count(committed()) >= rows.size());
            cluster.drain();
            Map<String, List<String>> found = committed();
            assertThat(found).containsOnlyKeys("UpTime");
            // The id is that of the labels that a row has now; file and number stay what they were.
            assertThat(found.get("UpTime").stream()
                            .map(row -> row.replaceFirst(",-?\\d+,\"\\{\"\"region\"\":\"\"eu\"\"}\"", ""))
                            .sorted()
                            .toList())
                    .isEqualTo(rows.stream()
                            .map(row -> row.replaceFirst(",\\d+,\"\\{\"\"file\"\":\"\"(\\d)\"\"}\",(\\d+)", ",$2,$1"))
                            .sorted()
                            .toList());
            assertThat(deadLetters()).isEmpty();
        }
    }

    /** Also of what was scrubbed, which comes back so where nothing is scrubbed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "namespaces.default.scrub: [{name: numbers, patterns: ['[0-9]+'], in: ['label:series'], action: replace, replacement: n}]"
            })
    void replayBringsTheArchivesBodiesInOnceMore(String rules) throws Exception {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        Files.createDirectories(first);
        try (PipelineCluster cluster = new PipelineCluster(first, 1, "archive.enabled=true")) {
            cluster.setFile(pipeline(rules));
            cluster.start(1, null);
            try (RetryingSenders senders = new RetryingSenders(cluster.writeUrl(), 2)) {
                senders.awaitAcknowledged(20);
                senders.end();
            }
            cluster.drain();
        }
        Path again = pipeline("listen: {again: {moniker: lake, interval: 100 ms, format: archive}}");
        for (int times = 0; times < 2; times++) {
            assertThat(AdxflowCommand.execute(
                            "replay",
                            "archive",
                            "--to",
                            "again",
                            "--data",
                            first.toString(),
                            "--config",
                            again.toString()))
                    .isZero();
        }
        Map<String, List<String>> rows = CommittedFiles.sortedLines(first.resolve("tables/Metrics"));
        Path committed = second.resolve("tables/Metrics");
        try (PipelineCluster cluster = new PipelineCluster(second, 1)) {
            cluster.setFile(again);
            cluster.start(1, null);
            await(() -> Files.exists(committed) && count(CommittedFiles.sortedLines(committed)) >= count(rows));
            cluster.drain();
        }
        assertThat(rows).isNotEmpty();
        assertThat(rows.toString().contains("\"\"series\"\":\"\"n\"\"")).isEqualTo(!rules.isEmpty());
        assertThat(CommittedFiles.sortedLines(committed)).isEqualTo(rows);
    }

    @Test
    void replayBringsDeadLettersInOnceMoreUnderTheRulesOfNow() throws Exception {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        Files.createDirectories(first);
        byte[] body = new BodyBuilder()
                .series("§", "a", "b")
                .sample(1_767_323_045_000L, 7)
                .compressed(WireFormat.REMOTE_WRITE_1);
        try (PipelineCluster cluster = new PipelineCluster(first, 1)) {
            cluster.setFile(pipeline(""));
            cluster.start(1, null);
            HttpRequest request = HttpRequest.newBuilder(URI.create(cluster.writeUrl()))
                    .header("Content-Encoding", "snappy")
                    .header("Content-Type", "application/x-protobuf")
                    .POST(BodyPublishers.ofByteArray(body))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(204);
            await(() -> deadLetters(first).size() == 1);
            cluster.drain();
        }
        Path again = pipeline(
                "listen: {again: {moniker: lake, interval: 100 ms, format: archive}}",
                "monikers: [local], relabel: [{source_labels: [__name__], regex: '§', target_label: __name__, replacement:"
                        + " mended}]");
        assertThat(AdxflowCommand.execute(
                        "replay",
                        "dead-letters",
                        "--to",
                        "again",
                        "--data",
                        first.toString(),
                        "--config",
                        again.toString()))
                .isZero();
        Path committed = second.resolve("tables/Metrics");
        try (PipelineCluster cluster = new PipelineCluster(second, 1)) {
            cluster.setFile(again);
            cluster.start(1, null);
            await(() -> Files.exists(committed) && count(CommittedFiles.sortedLines(committed)) == 1);
            cluster.drain();
        }
        assertThat(CommittedFiles.sortedLines(committed)).containsOnlyKeys("Mended");
        assertThat(deadLetters(second)).isEmpty();
    }

    /** One that is cut off, one whose rows are not its columns', one that nobody can read. */
    private static void poison(Path lake) throws IOException {
        Path table = lake.resolve("Metrics/UpTime");
        byte[] whole = Files.readAllBytes(table.resolve("20260102T030405Z-0000000000000008-abc.csv.gz"));
        Files.write(table.resolve("cut.csv.gz"), java.util.Arrays.copyOf(whole, 30));
        Files.writeString(table.resolve("short.csv"), SCHEMA + "\n2026-01-02T03:04:05Z,1\n");
        Files.writeString(table.resolve("unknown.bin"), "?");
    }

    /** As kind directory writes it. */
    private static List<String> file(Path lake, String table, int number) throws IOException {
        Path place = lake.resolve("Metrics").resolve(table);
        Files.createDirectories(place);
        Files.writeString(
                place.resolve("_schema.json"),
                "{\"database\":\"Metrics\",\"table\":\"" + table + "\",\"columns\":[],\"schemas\":{\"abc\":\"" + SCHEMA
                        + "\"}}");
        List<String> rows = new ArrayList<>();
        StringBuilder csv = new StringBuilder();
        for (int i = 0; i < ROWS; i++) {
            String row = "2026-01-02T03:04:05.%03dZ,%d,\"{\"\"file\"\":\"\"%d\"\"}\",%d"
                    .formatted(i % 1000, 7_000_000_000L + i, number, i);
            rows.add(row);
            csv.append(row).append('\n');
        }
        Path part = Files.createTempFile(place, ".", "");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(part))) {
            out.write(csv.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        Files.move(
                part,
                place.resolve("20260102T030405Z-%016x-abc.csv.gz".formatted(number)),
                StandardCopyOption.ATOMIC_MOVE);
        return rows;
    }

    private Path pipeline(String listen) throws IOException {
        return pipeline(listen, "monikers: [local]");
    }

    private Path pipeline(String listen, String rules) throws IOException {
        return Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                monikers: {lake: {kind: directory, path: '%s'}}
                namespaces: {default: {database: Metrics, %s}}
                %s
                """
                        .formatted(folder.resolve("lake"), rules, listen));
    }

    private Map<String, List<String>> committed() throws IOException {
        Path tables = folder.resolve("tables/Metrics");
        return Files.exists(tables) ? CommittedFiles.sortedLines(tables) : new TreeMap<>();
    }

    private static int count(Map<String, List<String>> lines) {
        return lines.values().stream().mapToInt(List::size).sum();
    }

    private List<String> deadLetters() throws IOException {
        return deadLetters(folder);
    }

    private static List<String> deadLetters(Path storage) throws IOException {
        List<String> letters = new ArrayList<>();
        for (Path file : CommittedFiles.files(storage.resolve("dead-letters"))) {
            if (!file.getFileName().toString().startsWith(".")) {
                letters.addAll(Files.readAllLines(file));
            }
        }
        return letters;
    }

    private static void await(SupplierWithException<Boolean, Exception> condition) throws Exception {
        Eventually.holds("it does not come to pass", PATIENCE, condition);
    }
}
