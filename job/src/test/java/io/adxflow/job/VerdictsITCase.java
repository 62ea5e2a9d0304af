package io.adxflow.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.emulator.KustoStandIn;
import io.adxflow.emulator.LocalCluster;
import io.adxflow.emulator.faults.Faults;
import io.adxflow.job.cli.AdxflowCommand;
import io.adxflow.job.ops.MetricStore;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.apache.flink.util.function.SupplierWithException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of batches after their commit, seen through the whole job by its metrics, its tables and its command line. */
class VerdictsITCase {
    private static final long NOW = 1_700_000_000_000L;
    private static final int SAMPLES = 50;

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final MetricStore metrics = MetricStore.instance();
    private LocalCluster local;
    private KustoStandIn adx;

    @BeforeEach
    void startStandIn() throws Exception {
        Assumptions.assumeTrue(AzuriteProcess.problem() == null, AzuriteProcess.problem());
        local = LocalCluster.start(folder.resolve("adx"), 0, UnaryOperator.identity());
        adx = local.standIn();
    }

    @AfterEach
    void stopStandIn() throws Exception {
        if (local != null) {
            local.close();
        }
    }

    @Test
    void aPoisonedBatchIsADeadLetterWithTheClustersReasonWhileOthersFlow() throws Exception {
        adx.faults().reject("\\.Poisoned$", "Stream_WrongNumberOfFields", "7 fields in line 3", true, Faults.ALWAYS);
        adx.faults().reject("\\.Shaky$", "General_InternalServerError", "try later", false, 1);
        Path data = folder.resolve("job");
        try (PipelineCluster cluster = cluster(data)) {
            cluster.start(2, null);
            send(cluster, "poisoned", "shaky", "good");
            await(
                    "the first verdicts",
                    () -> metrics.sum("failed_batches_total") >= 1
                            && metrics.sum("ingested_rows_total") == 2.0 * SAMPLES);
            send(cluster, "good");
            await("rows behind the poisoned batch", () -> adx.rowCount("Metrics", "Good") == 2 * SAMPLES);
            await(
                    "an end of all batches",
                    () -> metrics.sum("unconfirmed_batches") == 0
                            && metrics.sum("ingested_rows_total") == 3.0 * SAMPLES
                            // A verdict may be read before the commit that it is of is counted.
                            && metrics.sum("committed_rows_total") == 4.0 * SAMPLES);

            assertThat(metrics.sum("failed_rows_total")).isEqualTo(SAMPLES);
            assertThat(metrics.sum("dead_batches_total")).isEqualTo(metrics.sum("failed_batches_total"));
            assertThat(metrics.sum("requeued_batches_total")).isGreaterThanOrEqualTo(1);
            assertThat(metrics.sum("parked_batches")).isZero();
            assertThat(adx.rowCount("Metrics", "Shaky")).isEqualTo(SAMPLES);
            assertThat(adx.rowCount("Metrics", "Poisoned")).isZero();
            cluster.drain();
        }
        assertThat(deadLetters(data))
                .contains("of " + SAMPLES + " rows refused")
                .contains("Metrics.Poisoned")
                .contains("Reason: Stream_WrongNumberOfFields: 7 fields in line 3 (Permanent)")
                .doesNotContain("Good", "Shaky");
        assertThat(deadLines(data)).hasSize(SAMPLES).allMatch(line -> line.contains("poisoned"));
    }

    @Test
    void aJobThatKnowsNothingOfABatchReadsItsVerdict() throws Exception {
        adx.faults().reject("\\.Poisoned$", "Stream_WrongNumberOfFields", "7 fields in line 3", true, Faults.ALWAYS);
        adx.faults().pauseIngestion();
        try (PipelineCluster cluster = cluster(folder.resolve("gone"))) {
            cluster.start(2, null);
            send(cluster, "poisoned", "good");
            await("the commits", () -> metrics.sum("committed_rows_total") == 2.0 * SAMPLES);
            await("open lines", () -> metrics.sum("unconfirmed_batches") >= 2);
            cluster.replaceTaskManager();
            cluster.awaitReaders(2);
            await("the lines after the loss of the process", () -> metrics.sum("unconfirmed_batches") >= 2);
        }
        assertThat(adx.rowCount("Metrics", "Good")).isZero();

        adx.faults().resumeIngestion();
        Path data = folder.resolve("next");
        try (PipelineCluster cluster = cluster(data)) {
            cluster.start(1, null);
            await(
                    "verdicts",
                    () -> metrics.sum("failed_rows_total") == SAMPLES
                            && metrics.sum("ingested_rows_total") == SAMPLES
                            && metrics.sum("unconfirmed_batches") == 0);
            assertThat(metrics.sum("committed_rows_total")).isZero();
        }
        assertThat(adx.rowCount("Metrics", "Good")).isEqualTo(SAMPLES);
        assertThat(deadLetters(data)).contains("Metrics.Poisoned", "Stream_WrongNumberOfFields");
    }

    private PipelineCluster cluster(Path data) throws Exception {
        return new PipelineCluster(
                data,
                2,
                "monikers.adx.kind=kusto",
                "monikers.adx.endpoint=" + adx.endpoint(),
                "monikers.adx.tag-min-size=0",
                "monikers.adx.confirm-interval=100ms",
                // Rows are counted.
                "schemas.publish-at=[]",
                "namespaces.default.monikers=adx");
    }

    private void send(PipelineCluster cluster, String... tables) throws Exception {
        BodyBuilder body = new BodyBuilder();
        for (String table : tables) {
            for (int i = 0; i < SAMPLES; i++) {
                body.series(table, "series", table + "-" + i).sample(NOW + System.nanoTime() % 1_000_000, i);
            }
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(cluster.writeUrl()))
                .header("Content-Encoding", "snappy")
                .header("Content-Type", "application/x-protobuf")
                .timeout(Duration.ofMinutes(1))
                .POST(BodyPublishers.ofByteArray(body.compressed(WireFormat.REMOTE_WRITE_1)))
                .build();
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(204);
    }

    private void await(String what, SupplierWithException<Boolean, Exception> condition) throws Exception {
        CommonTestUtils.waitUtil(
                () -> {
                    try {
                        return condition.get();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                Duration.ofMinutes(2),
                "no " + what);
    }

    private static String deadLetters(Path data) {
        PrintStream console = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, UTF_8));
        try {
            assertThat(AdxflowCommand.execute("dead-letters", "--data", data.toString()))
                    .isZero();
        } finally {
            System.setOut(console);
        }
        return said.toString(UTF_8);
    }

    private static List<String> deadLines(Path data) throws Exception {
        List<String> lines = new ArrayList<>();
        for (Path file : CommittedFiles.files(data.resolve("dead-batches"))) {
            if (file.toString().endsWith(".csv.gz")) {
                lines.addAll(CommittedFiles.lines(file));
            }
        }
        return lines;
    }
}
