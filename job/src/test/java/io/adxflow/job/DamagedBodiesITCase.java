package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.InvalidProtocolBufferException;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.rows.OracleRows;
import io.adxflow.sources.http.IngestHub;
import io.adxflow.sources.http.IngestSettings;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import io.adxflow.sources.wire.testing.DamagedBodies;
import io.adxflow.sources.wire.testing.DamagedBodies.Damaged;
import io.adxflow.sources.wire.testing.OracleDecoder;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures;
import io.adxflow.sources.wire.testing.WireModel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Senders may send anything: what cannot be read is refused, what can be is written, and nothing else happens. */
class DamagedBodiesITCase {
    private static final int BODIES = 10_000;
    private static final int IN_FLIGHT = 64;

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<Integer, Integer> answersByStatus = new TreeMap<>();
    private final OracleRows accepted = new OracleRows(
            new NamespaceSpec("default", "Metrics", List.of("*"), List.of("local"), Map.of(), List.of()));
    private long samplesWritten;

    private record Sent(Damaged body, CompletableFuture<HttpResponse<String>> answer) {}

    @Test
    void refusesOrWritesEachOfTenThousandDamagedBodies() throws Exception {
        long seed = Long.getLong("adxflow.seed", 1);
        System.out.println("DamagedBodiesITCase seed: " + seed);
        DamagedBodies damaged = new DamagedBodies(seed);
        try (PipelineCluster cluster = new PipelineCluster(folder, 1)) {
            cluster.start(1, null);
            Queue<Sent> inFlight = new ArrayDeque<>();
            // A repeated body is a retry, which is not written again.
            Set<ByteBuffer> distinct = new HashSet<>();
            while (distinct.size() < BODIES) {
                Damaged body = damaged.next();
                if (distinct.add(ByteBuffer.wrap(body.body()))) {
                    // Only remote write 2.0 is told what was written, so its rows are kept apart.
                    String database = body.format() == WireFormat.REMOTE_WRITE_2 ? "/Counted" : "";
                    inFlight.add(new Sent(body, send(cluster.writeUrl() + database, body.format(), body.body())));
                }
                if (inFlight.size() == IN_FLIGHT) {
                    judge(inFlight.remove());
                }
            }
            while (!inFlight.isEmpty()) {
                judge(inFlight.remove());
            }
            byte[] good = new BodyBuilder().series("good").sample(1, 1).compressed(WireFormat.REMOTE_WRITE_1);
            assertThat(send(cluster.writeUrl(), WireFormat.REMOTE_WRITE_1, good)
                            .join()
                            .statusCode())
                    .isEqualTo(204);
            IngestHub.Status status =
                    IngestHub.jvm().status(IngestSettings.from(cluster.config().options()));
            assertThat(status).isNotNull();
            assertThat(status.inflightBytes()).isZero();
            cluster.drain();
        }
        System.out.println("DamagedBodiesITCase answers by status: " + answersByStatus);
        assertThat(answersByStatus.keySet()).contains(204, 400, 413).allMatch(code -> code < 500);

        Map<String, List<String>> counted = CommittedFiles.sortedLines(folder.resolve("tables/Counted"));
        Map<String, List<String>> committed =
                new HashMap<>(CommittedFiles.sortedLines(folder.resolve("tables/Metrics")));
        counted.forEach((table, lines) -> committed.merge(table, lines, DamagedBodiesITCase::both));
        accepted.sortedLines().forEach((table, lines) -> {
            // Bodies that were refused in part may have brought the same rows, so there may be more of them. Names with
            // line
            // ends in them, in our own tables, are more than this reading of CSV can take.
            if (!table.startsWith("Prom_")) {
                Map<String, Integer> actual = counts(committed.getOrDefault(table, List.of()));
                counts(lines).forEach((line, count) -> assertThat(actual.getOrDefault(line, 0))
                        .as("seed %d, table %s, line %s", seed, table, line)
                        .isGreaterThanOrEqualTo(count));
            }
        });
        long sampleRows = counted.entrySet().stream()
                .filter(table -> !table.getKey().startsWith("Prom_"))
                .mapToLong(table -> table.getValue().size())
                .sum();
        assertThat(sampleRows).as("seed %d: the Written headers are true", seed).isEqualTo(samplesWritten);
    }

    private static List<String> both(List<String> some, List<String> others) {
        List<String> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    private void judge(Sent sent) {
        HttpResponse<String> answer = sent.answer().join();
        answersByStatus.merge(answer.statusCode(), 1, Integer::sum);
        if (sent.body().format() == WireFormat.REMOTE_WRITE_2) {
            samplesWritten += Long.parseLong(answer.headers()
                    .firstValue("X-Prometheus-Remote-Write-Samples-Written")
                    .orElseThrow());
        }
        if (answer.statusCode() / 100 == 2) {
            assertThatCode(() -> addExpectedRows(sent.body()))
                    .as("the independent decoder finds valid what was accepted")
                    .doesNotThrowAnyException();
        } else {
            assertThat(answer.body()).as("a refusal says why").isNotBlank();
        }
    }

    private void addExpectedRows(Damaged damaged) throws InvalidProtocolBufferException {
        byte[] content = RemoteWriteFixtures.decompress(damaged.body());
        try {
            WireModel.Body body = OracleDecoder.decode(damaged.format(), content);
            accepted.add(new WireModel.Body(body.series(), List.of()), 0);
        } catch (InvalidProtocolBufferException e) {
            // They refuse a body also for a text that no row comes of, which we do not look at: a symbol that is not
            // used,
            // a label of a series without samples.
            if (!String.valueOf(e.getMessage()).contains("UTF-8")) {
                throw e;
            }
            OracleDecoder.decodeBytes(damaged.format(), content);
        }
    }

    private CompletableFuture<HttpResponse<String>> send(String url, WireFormat format, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Encoding", "snappy")
                .header(
                        "Content-Type",
                        format == WireFormat.REMOTE_WRITE_1
                                ? "application/x-protobuf"
                                : "application/x-protobuf;proto=io.prometheus.write.v2.Request")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    /** How often each line is there: several bodies may hold the same row. */
    private static Map<String, Integer> counts(List<String> lines) {
        Map<String, Integer> counts = new HashMap<>();
        for (String line : lines) {
            counts.merge(line, 1, Integer::sum);
        }
        return counts;
    }
}
