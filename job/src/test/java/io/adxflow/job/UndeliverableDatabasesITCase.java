package io.adxflow.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.emulator.KustoStandIn;
import io.adxflow.emulator.LocalCluster;
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
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.util.function.SupplierWithException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three databases of one moniker, of which one is missing and one does not let us in: what becomes of all of them. */
class UndeliverableDatabasesITCase {
    private static final int SAMPLES = 40;

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final MetricStore metrics = MetricStore.instance();
    private LocalCluster local;
    private KustoStandIn adx;
    private long sent;

    @BeforeEach
    void startStandIn() throws Exception {
        Assumptions.assumeTrue(AzuriteProcess.problem() == null, AzuriteProcess.problem());
        local = LocalCluster.start(
                folder.resolve("adx"), 0, builder -> builder.databases("Metrics", "Closed", "Correct"));
        adx = local.standIn();
        adx.faults().forbid("Closed");
    }

    @AfterEach
    void stopStandIn() throws Exception {
        if (local != null) {
            local.close();
        }
    }

    @Test
    void aHealthyDatabaseGoesOnWhileTheOthersFillTheirShareAndAreMovedOrDropped() throws Exception {
        Path data = folder.resolve("job");
        try (PipelineCluster cluster = cluster(data)) {
            cluster.start(2, null);
            fill(cluster, "Gone");
            fill(cluster, "Closed");
            HttpResponse<String> refused = send(cluster, "Gone");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.body())
                    .contains("database Gone of moniker adx", "storage.max-undeliverable-share", "adxflow parked");
            assertHealthy(cluster);

            // A verdict that comes late is read all the same, as nothing but two databases fails.
            await("verdicts", () -> metrics.sum("ingested_rows_total") >= SAMPLES);

            double undeliverable = metrics.sum("undeliverable_batches");
            assertThat(undeliverable).isGreaterThanOrEqualTo(2);
            cluster.replaceTaskManager();
            cluster.awaitReaders(2);
            await("parked batches after a restart", () -> metrics.sum("undeliverable_batches") >= undeliverable);
            assertThat(send(cluster, "Gone").statusCode()).isEqualTo(503);
            assertHealthy(cluster);

            await("a report", () -> run(data, "list").contains("Gone"));
            assertThat(run(data, "list")).contains("Closed", "not authorized", "Gone", "was not found", "parked move");
            long gone = Math.round(metrics.sum("undeliverable_batches"));
            assertThat(run(data, "drop", "--database", "Closed")).contains("--yes");
            assertThat(run(data, "drop", "--database", "Closed", "--yes")).contains("dropped");
            assertThat(run(data, "move", "--database", "Gone", "--to-database", "Correct"))
                    .contains("moved to Correct");
            assertThat(gone).isGreaterThanOrEqualTo(2);
            await("moved rows", () -> adx.rowCount("Correct", "Up") > 0 && metrics.sum("parked_batches") == 0);
            assertThat(adx.rowCount("Correct", "Up") % SAMPLES).isZero();
            await("an empty report", () -> run(data, "list").contains("Nothing is parked"));

            adx.createDatabase("Gone");
            adx.faults().permit("Closed");
            await("a database that was made", () -> send(cluster, "Gone").statusCode() == 204);
            await("a database that lets us in", () -> send(cluster, "Closed").statusCode() == 204);
            await("its rows", () -> adx.rowCount("Gone", "Up") > 0 && adx.rowCount("Closed", "Up") > 0);
        }
    }

    @Test
    void whatIsMendedIsDeliveredWithoutAnyCommand() throws Exception {
        try (PipelineCluster cluster = cluster(folder.resolve("job"))) {
            cluster.start(2, null);
            assertThat(send(cluster, "Gone").statusCode()).isEqualTo(204);
            assertThat(send(cluster, "Closed").statusCode()).isEqualTo(204);
            await("parked batches", () -> metrics.sum("undeliverable_batches") == 2);
            adx.createDatabase("Gone");
            adx.faults().permit("Closed");
            await(
                    "all rows",
                    () -> adx.rowCount("Gone", "Up") == SAMPLES
                            && adx.rowCount("Closed", "Up") == SAMPLES
                            && metrics.sum("undeliverable_batches") == 0);
        }
    }

    @Test
    void aRoleThatIsRevokedUnderWayCostsNoBatch() throws Exception {
        adx.faults().permit("Closed");
        try (PipelineCluster cluster = cluster(folder.resolve("job"))) {
            cluster.start(2, null);
            send(cluster, "Closed");
            await("rows", () -> adx.rowCount("Closed", "Up") == SAMPLES);
            adx.faults().pauseIngestion();
            send(cluster, "Closed");
            await("a message", () -> metrics.sum("committed_rows_total") == 2.0 * SAMPLES);
            adx.faults().forbid("Closed");
            adx.faults().resumeIngestion();
            assertHealthy(cluster);
            assertThat(metrics.sum("failed_batches_total")).isZero();
            adx.faults().permit("Closed");
            await("all rows", () -> adx.rowCount("Closed", "Up") == 2 * SAMPLES);
            assertThat(metrics.sum("dead_batches_total")).isZero();
        }
    }

    /**
     * Sends to a database until it is refused, each body when the one before is known not to be deliverable: until then it counts as what
     * any database has under way, and the moniker's bound is so small that a few of them fill it.
     */
    private void fill(PipelineCluster cluster, String database) throws Exception {
        await("503 for " + database, () -> {
            double before = metrics.sum("undeliverable_batches");
            if (send(cluster, database).statusCode() == 503) {
                return true;
            }
            await("a batch of " + database, () -> metrics.sum("undeliverable_batches") > before);
            return false;
        });
    }

    private void assertHealthy(PipelineCluster cluster) throws Exception {
        long before = adx.rowCount("Metrics", "Up");
        HttpResponse<String> answer = send(cluster, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        await("healthy rows", () -> adx.rowCount("Metrics", "Up") == before + SAMPLES);
    }

    private PipelineCluster cluster(Path data) throws Exception {
        return new PipelineCluster(
                data,
                2,
                "monikers.adx.kind=kusto",
                "monikers.adx.endpoint=" + adx.endpoint(),
                "monikers.adx.tag-min-size=0",
                "monikers.adx.confirm-interval=100ms",
                "namespaces.default.monikers=adx",
                "namespaces.default.databases=*",
                "delivery.max-backoff=2 s",
                "batch.max-age=300 ms",
                "batch.small-max-age=300 ms",
                "storage.max-bytes-per-moniker=16 kb",
                "storage.max-undeliverable-share=0.2");
    }

    /** @param database null for the namespace's own */
    private HttpResponse<String> send(PipelineCluster cluster, @Nullable String database) throws Exception {
        BodyBuilder body = new BodyBuilder();
        for (int i = 0; i < SAMPLES; i++) {
            body.series("up", "series", "s-" + i).sample(1_700_000_000_000L + ++sent, i);
        }
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(cluster.writeUrl() + (database == null ? "" : "/" + database)))
                .header("Content-Encoding", "snappy")
                .header("Content-Type", "application/x-protobuf")
                .timeout(Duration.ofMinutes(1))
                .POST(BodyPublishers.ofByteArray(body.compressed(WireFormat.REMOTE_WRITE_1)))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static String run(Path data, String... arguments) {
        PrintStream console = System.out;
        PrintStream errors = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(said, true, UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            String[] all = new String[arguments.length + 3];
            all[0] = "parked";
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            all[all.length - 2] = "--data";
            all[all.length - 1] = data.toString();
            int unused = AdxflowCommand.execute(all);
        } finally {
            System.setOut(console);
            System.setErr(errors);
        }
        return said.toString(UTF_8);
    }

    private static void await(String what, SupplierWithException<Boolean, Exception> condition) throws Exception {
        Eventually.holds("no " + what, Duration.ofMinutes(5), condition);
    }
}
