package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.ops.MetricStore;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes in comes out, or is said to have gone elsewhere: by the job's own metrics, and by its files. */
class AccountingITCase {
    private static final long NOW = 1_700_000_000_000L;
    private static final long BEYOND_YEAR_9999 = 253_402_300_800_000L;

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void countsEveryHopSoThatNothingIsUnaccountedFor() throws Exception {
        int bodies = 30;
        byte[] lastBody = {};
        try (PipelineCluster cluster = new PipelineCluster(
                folder,
                2,
                "archive.enabled=true",
                "ledger.checkpoints=1",
                "monikers.second.kind=directory",
                "monikers.second.path=" + folder.resolve("second"),
                "namespaces.default.monikers=local,second")) {
            cluster.start(2, null);
            for (int i = 0; i < bodies; i++) {
                lastBody = body(i);
                HttpResponse<String> answer = send(cluster.writeUrl(), lastBody);
                assertThat(answer.statusCode()).isEqualTo(400);
                assertThat(answer.body()).contains("twice", "name is repeated");
                assertThat(answer.headers().firstValue("X-Prometheus-Remote-Write-Samples-Written"))
                        .as("remote write 1.0 has no counts")
                        .isEmpty();
            }
            assertThat(send(cluster.writeUrl(), lastBody).statusCode()).isEqualTo(400);

            MetricStore metrics = MetricStore.instance();
            long rows = bodies * 2L;
            CommonTestUtils.waitUtil(
                    () -> metrics.sum("committed_rows_total") == 2 * rows,
                    Duration.ofMinutes(5),
                    "not committed: " + metrics.sum("committed_rows_total"));
            assertThat(metrics.sum("decoded_samples_total")).isEqualTo(bodies * 3.0);
            assertThat(metrics.sum("rejected_samples_total")).isEqualTo(bodies);
            assertThat(metrics.sum("deduplicated_requests_total")).isEqualTo(1);
            assertThat(metrics.sum("dead_lettered_rows_total")).isEqualTo(bodies);
            assertThat(metrics.sum("buffered_rows_total")).isEqualTo(rows);
            assertThat(metrics.sum("bundled_rows_total")).isEqualTo(2 * rows);
            assertThat(metrics.sum("sealed_rows_total")).isEqualTo(2 * rows);
            assertThat(metrics.sum("received_requests_total")).isEqualTo(bodies + 1.0);
            assertThat(metrics.sum("acks_waiting")).isZero();
            assertThat(metrics.sum("parked_batches")).isZero();
            CommonTestUtils.waitUtil(
                    () -> metrics.sum("segment_files") == 0 && metrics.sum("body_log_files") == 0,
                    Duration.ofMinutes(5),
                    "own files are left");
            assertLedger(bodies);
            cluster.drain();
        }
        for (String moniker : new String[] {"tables", "second"}) {
            assertThat(CommittedFiles.sortedLines(folder.resolve(moniker).resolve("Metrics")).values().stream()
                            .mapToInt(List::size)
                            .sum())
                    .as(moniker)
                    .isEqualTo(bodies * 2);
        }
        assertLetters(bodies);
        assertArchive(bodies, lastBody);
    }

    /** Two rows of each body for two monikers, a sample that was refused and one that no table takes. */
    private void assertLedger(int bodies) throws Exception {
        MetricStore metrics = MetricStore.instance();
        CommonTestUtils.waitUtil(
                () -> account("committed") == 4.0 * bodies, Duration.ofMinutes(5), "not in the ledger");
        assertThat(account("received")).isEqualTo(6.0 * bodies);
        assertThat(account("rejected")).isEqualTo(bodies);
        assertThat(account("dead_lettered")).isEqualTo(bodies);
        assertThat(metrics.sum("ledger_rows", "side", "in")).isEqualTo(metrics.sum("ledger_rows", "side", "out"));
    }

    private static double account(String name) {
        return MetricStore.instance().sum("ledger_rows", "account", name);
    }

    private void assertLetters(int count) throws Exception {
        List<JsonNode> letters = new ArrayList<>();
        for (Path file : CommittedFiles.files(folder.resolve("dead-letters"))) {
            assertThat(file.getFileName().toString()).startsWith("letters").endsWith(".jsonl");
            for (String line : Files.readAllLines(file)) {
                letters.add(new JsonMapper().readTree(line));
            }
        }
        assertThat(letters).hasSize(count).allSatisfy(letter -> {
            assertThat(letter.get("reason").asText()).isEqualTo("TIMESTAMP_OUT_OF_RANGE");
            assertThat(letter.get("series").asText()).contains("late");
            assertThat(letter.get("row").asText()).contains(Long.toString(BEYOND_YEAR_9999));
            assertThat(letter.get("sender").asText()).contains("127.0.0.1");
        });
    }

    private void assertArchive(int count, byte[] lastBody) throws Exception {
        int records = 0;
        boolean lastFound = false;
        for (Path file : CommittedFiles.files(folder.resolve("archive"))) {
            java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(Files.readAllBytes(file));
            while (bytes.hasRemaining()) {
                byte[] record = new byte[bytes.getInt()];
                bytes.getInt();
                bytes.get(record);
                records++;
                lastFound |= Arrays.equals(
                        Arrays.copyOfRange(record, record.length - lastBody.length, record.length), lastBody);
            }
        }
        assertThat(records).as("bodies in the archive, the retry once").isEqualTo(count);
        assertThat(lastFound).isTrue();
    }

    private static byte[] body(int i) {
        return new BodyBuilder()
                .series("requests_total", "pod", "p" + i)
                .sample(NOW + i, i)
                .series("x".repeat(300), "pod", "p")
                .sample(NOW + i, i)
                .series("late")
                .sample(BEYOND_YEAR_9999, 1)
                .series("twice", "pod", "a", "pod", "b")
                .sample(NOW, 1)
                .compressed(WireFormat.REMOTE_WRITE_1);
    }

    private HttpResponse<String> send(String url, byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Encoding", "snappy")
                .header("Content-Type", "application/x-protobuf")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
