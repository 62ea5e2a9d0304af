package io.adxflow.sinks.kusto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.emulator.KustoStandIn;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.kusto.settings.KustoSettingsParser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows into tables of the stand-in, through everything there is in between. */
class StandInITCase {
    @TempDir
    Path folder;

    private AzuriteProcess azurite;
    private KustoStandIn cluster;
    private StoredBatches batches;
    private KustoDestination destination;

    @BeforeEach
    void start() throws Exception {
        String problem = AzuriteProcess.problem();
        Assumptions.assumeTrue(problem == null, problem);
        azurite = AzuriteProcess.start(folder.resolve("azurite"));
        cluster = KustoStandIn.in(folder.resolve("cluster"), azurite).start();
        batches = new StoredBatches(folder.resolve("segments"));
    }

    @AfterEach
    void stop() throws Exception {
        if (destination != null) {
            destination.close();
        }
        if (cluster != null) {
            cluster.close();
        }
        if (azurite != null) {
            azurite.close();
        }
    }

    @Test
    void queuedRowsAreInTheirTableOnce() throws Exception {
        open("tag-min-size", "0");
        SealedBatch batch = rows("Cpu", 1_000);
        destination.stage(batch, batches.content(batch));
        commitUntilDone(batch);
        eventually(() -> cluster.rowCount("Metrics", "Cpu") == 1_000);
        eventually(() -> status().equals(List.of("Succeeded")));

        // As after a crash between message and marker, with the line gone too: the message is sent again.
        for (var table : destination.connection().queues().statusTables()) {
            for (var line : table.list("adxflow-adx", "", 10)) {
                assertThat(destination.connection().queues().sendAgain(line, table))
                        .isTrue();
            }
        }
        eventually(() -> status().equals(List.of("Skipped")));
        assertThat(cluster.rowCount("Metrics", "Cpu")).isEqualTo(1_000);
    }

    @Test
    void directRowsAreInTheirTableWhenTheCommitReturns() throws Exception {
        open("mode", "direct");
        SealedBatch batch = rows("Cpu", 1_000);
        destination.stage(batch, batches.content(batch));
        commitUntilDone(batch);
        assertThat(cluster.rowCount("Metrics", "Cpu")).isEqualTo(1_000);
        destination.commit(batch, batches.gone(batch));
        assertThat(cluster.rowCount("Metrics", "Cpu")).isEqualTo(1_000);
    }

    @Test
    void nothingStandsInTheWayOfDelivery() throws Exception {
        open();
        assertThat(destination.diagnose(List.of("Metrics"))).isEmpty();
        destination.probe();
        cluster.down();
        assertThat(destination.diagnose(List.of("Metrics"))).isNotEmpty();
    }

    private void commitUntilDone(SealedBatch batch) throws Exception {
        eventually(() -> {
            try {
                destination.commit(batch, batches.content(batch));
                return true;
            } catch (Exception e) {
                assertThat(destination.classify(e)).as(e.toString()).isEqualTo(FailureKind.PENDING);
                return false;
            }
        });
    }

    private List<String> status() throws Exception {
        List<String> all = new java.util.ArrayList<>();
        for (var table : destination.connection().queues().statusTables()) {
            table.list("adxflow-adx", "", 10).forEach(line -> all.add(line.status()));
        }
        return all;
    }

    private SealedBatch rows(String table, int count) throws Exception {
        StringBuilder csv = new StringBuilder();
        for (int i = 0; i < count; i++) {
            csv.append("2026-01-02T03:04:05.")
                    .append(String.format("%03d", i % 1_000))
                    .append("Z,")
                    .append(i)
                    .append('\n');
        }
        return batches.of(table, csv.toString().getBytes(UTF_8), count);
    }

    private void open(String... keysAndValues) {
        Map<String, String> options = new HashMap<>(Map.of("endpoint", cluster.endpoint()));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        destination = new KustoDestination(
                new KustoSettingsParser(new MonikerSpec("adx", "kusto", options)).settings(),
                System::currentTimeMillis);
    }

    private static void eventually(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }
}
