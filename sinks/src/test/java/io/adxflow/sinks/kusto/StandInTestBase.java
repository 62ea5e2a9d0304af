package io.adxflow.sinks.kusto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.emulator.KustoStandIn;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.StoredBatches;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.kusto.ingest.IngestionStatus;
import io.adxflow.sinks.kusto.settings.KustoSettingsParser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A destination, a stand-in that it delivers to, and an Azurite between them. */
abstract class StandInTestBase {
    @TempDir
    Path folder;

    /** Added to the destination's clock. */
    final AtomicLong passedMillis = new AtomicLong();

    AzuriteProcess azurite;
    KustoStandIn cluster;
    StoredBatches batches;
    KustoDestination destination;

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

    /** Opens the destination, or another one in its place, as another process would. */
    void open(String... keysAndValues) throws Exception {
        if (destination != null) {
            destination.close();
        }
        Map<String, String> options = new HashMap<>(Map.of("endpoint", cluster.endpoint()));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        destination = new KustoDestination(
                new KustoSettingsParser(new MonikerSpec("adx", "kusto", options)).settings(),
                () -> System.currentTimeMillis() + passedMillis.get());
    }

    SealedBatch delivered(String table, int rows) throws Exception {
        SealedBatch batch = rows(table, rows);
        destination.stage(batch, batches.content(batch));
        commitUntilDone(batch);
        return batch;
    }

    void commitUntilDone(SealedBatch batch) throws Exception {
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

    /** The status tables' lines of the moniker. */
    List<IngestionStatus> lines() throws Exception {
        List<IngestionStatus> all = new ArrayList<>();
        for (var table : destination.connection().queues().statusTables()) {
            all.addAll(table.list("adxflow-adx", "", 100));
        }
        return all;
    }

    SealedBatch rows(String table, int count) throws Exception {
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

    static void eventually(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }
}
