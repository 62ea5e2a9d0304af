package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.rows.OracleRows;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.OracleDecoder;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures.Fixture;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that a real Prometheus sent, through the whole job, against rows that share no code with it. */
class RemoteWriteFixturesITCase {
    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void writesExactlyTheRowsOfAnIndependentDecoderForBothProtocols() throws Exception {
        Map<WireFormat, Map<String, List<String>>> committed = new TreeMap<>();
        try (PipelineCluster cluster = new PipelineCluster(folder, 1)) {
            // One reader, one body after the other: metadata and start timestamps are written when they change.
            cluster.start(1, null);
            for (Fixture fixture : RemoteWriteFixtures.all()) {
                assertThat(send(cluster.writeUrl(), fixture).join().statusCode())
                        .as(fixture.toString())
                        .isEqualTo(204);
            }
            cluster.drain();
        }
        for (WireFormat format : WireFormat.of(WireFormat.Signal.REMOTE_WRITE)) {
            OracleRows oracle = new OracleRows(
                    new NamespaceSpec("default", "Metrics", List.of("*"), List.of("local"), Map.of(), List.of()));
            for (Fixture fixture : RemoteWriteFixtures.of(format)) {
                oracle.add(OracleDecoder.decode(format, fixture.decompressed()), 0);
            }
            Map<String, List<String>> expected = withoutArrivalTime(oracle.sortedLines());
            Map<String, List<String>> actual = withoutArrivalTime(
                    CommittedFiles.sortedLines(folder.resolve("tables").resolve(database(format))));
            assertThat(actual.keySet()).isEqualTo(expected.keySet());
            expected.forEach(
                    (table, lines) -> assertThat(actual.get(table)).as(table).isEqualTo(lines));
            committed.put(format, actual);
        }
        assertThat(metrics(committed.get(WireFormat.REMOTE_WRITE_2)))
                .as("the two protocols carried the same samples")
                .isEqualTo(metrics(committed.get(WireFormat.REMOTE_WRITE_1)));
    }

    @Test
    void writesTheSameSamplesWithSeveralReadersAndEverythingInFlightAtOnce() throws Exception {
        try (PipelineCluster cluster = new PipelineCluster(folder, 3)) {
            cluster.start(3, null);
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (Fixture fixture : RemoteWriteFixtures.all()) {
                answers.add(send(cluster.writeUrl(), fixture));
            }
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertThat(answer.join().statusCode()).isEqualTo(204);
            }
            cluster.drain();
        }
        Path tables = folder.resolve("tables");
        assertThat(metrics(CommittedFiles.sortedLines(tables.resolve(database(WireFormat.REMOTE_WRITE_1)))))
                .isNotEmpty()
                .isEqualTo(metrics(CommittedFiles.sortedLines(tables.resolve(database(WireFormat.REMOTE_WRITE_2)))));
    }

    private CompletableFuture<HttpResponse<String>> send(String url, Fixture fixture) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/" + database(fixture.format())))
                .header("Content-Encoding", "snappy")
                .header(
                        "Content-Type",
                        fixture.format() == WireFormat.REMOTE_WRITE_1
                                ? "application/x-protobuf"
                                : "application/x-protobuf;proto=io.prometheus.write.v2.Request")
                .POST(BodyPublishers.ofByteArray(fixture.body()))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    private static String database(WireFormat format) {
        return format == WireFormat.REMOTE_WRITE_1 ? "One" : "Two";
    }

    /** The tables of samples and native histograms, which both protocols carry alike. */
    private static Map<String, List<String>> metrics(Map<String, List<String>> tables) {
        Map<String, List<String>> metrics = new TreeMap<>(tables);
        metrics.remove("Prom_Metadata");
        metrics.remove("Prom_StartTimestamps");
        metrics.remove("Prom_NativeHistograms");
        return metrics;
    }

    /** Metadata has no time of its own: its rows carry when they were received. */
    private static Map<String, List<String>> withoutArrivalTime(Map<String, List<String>> tables) {
        Map<String, List<String>> cut = new TreeMap<>(tables);
        cut.computeIfPresent("Prom_Metadata", (table, lines) -> lines.stream()
                .map(line -> line.substring(line.indexOf(',')))
                .sorted()
                .toList());
        return cut;
    }
}
