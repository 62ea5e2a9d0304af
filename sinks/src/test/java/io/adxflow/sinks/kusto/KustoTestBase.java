package io.adxflow.sinks.kusto;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.StoredBatches;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.kusto.settings.KustoSettingsParser;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A destination over real storage and a cluster that answers what the test wants. */
abstract class KustoTestBase {
    @TempDir
    static Path azuriteFolder;

    private static AzuriteProcess azurite;

    @TempDir
    Path segments;

    /** What the destination's clock is ahead by. */
    final AtomicLong passedMillis = new AtomicLong();

    FakeKusto cluster;
    TestStorage storage;
    StoredBatches batches;
    KustoDestination destination;

    @BeforeAll
    static void startAzurite() throws Exception {
        String problem = AzuriteProcess.problem();
        Assumptions.assumeTrue(problem == null, problem);
        azurite = AzuriteProcess.start(azuriteFolder);
    }

    @AfterAll
    static void stopAzurite() throws Exception {
        if (azurite != null) {
            azurite.close();
        }
    }

    @BeforeEach
    void openAll() throws Exception {
        cluster = new FakeKusto();
        storage = new TestStorage(azurite);
        batches = new StoredBatches(segments);
    }

    @AfterEach
    void closeAll() throws Exception {
        if (destination != null) {
            destination.close();
        }
        cluster.close();
    }

    /** A new process's destination, in place of the one there was. */
    KustoDestination open(String... keysAndValues) throws Exception {
        if (destination != null) {
            destination.close();
        }
        Map<String, String> options = new HashMap<>(Map.of("endpoint", cluster.url(), "block-size", "64kb"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        destination = new KustoDestination(
                new KustoSettingsParser(new MonikerSpec("adx", "kusto", options)).settings(),
                () -> System.currentTimeMillis() + passedMillis.get());
        if (cluster.refuseWith == 0) {
            // A commit waits for its table for a second only, which may be short where much is going on.
            destination.connection().tables().ensure("Metrics", "Cpu", TableSchema.parse(StoredBatches.SCHEMA));
        }
        return destination;
    }

    void list(String... containers) {
        cluster.resources = storage.resources(storage.sas, containers);
    }

    void deliver(SealedBatch batch) throws Exception {
        destination.stage(batch, batches.content(batch));
        destination.commit(batch, batches.content(batch));
    }

    /** Commits and expects this kind of failure; returns its text. */
    String fails(SealedBatch batch, FailureKind kind) {
        try {
            destination.commit(batch, batches.content(batch));
        } catch (Exception e) {
            assertThat(e).isInstanceOf(AzureFailure.class);
            assertThat(destination.classify(e)).as(e.toString()).isEqualTo(kind);
            return e.toString();
        }
        throw new AssertionError("committed");
    }

    static List<String> adxflowThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("adxflow-"))
                .sorted()
                .toList();
    }
}
