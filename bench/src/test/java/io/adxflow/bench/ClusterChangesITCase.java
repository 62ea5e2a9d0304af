package io.adxflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.bench.check.CommittedFile;
import io.adxflow.bench.check.CommittedRows;
import io.adxflow.bench.cluster.TaskManager;
import io.adxflow.sources.changes.ChangeHistory;
import io.adxflow.sources.changes.RandomChanges;
import io.adxflow.sources.changes.TracedRow;
import io.adxflow.sources.changes.TracedSenders;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hundreds of random changes of the document by four clients at once, over the control API of a cluster of processes, while senders
 * send and TaskManagers and JobManagers are killed, savepoints taken, and the job rescaled and upgraded.
 */
@Tag("soak")
class ClusterChangesITCase {
    private static final long SEED = Long.getLong("adxflow.cluster.seed", 1);
    private static final int CHANGES = Integer.getInteger("adxflow.changes", 500);
    private static final int CLIENTS = 4;
    private static final int SENDERS = 6;
    private static final Duration PAUSE_BETWEEN_BODIES = Duration.ofMillis(100);
    private static final int CHANGES_PER_FAULT = 25;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private final Random random = new Random(SEED);
    private final Map<String, Integer> faults = new TreeMap<>();

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void everyChangeThatWasAnsweredIsInTheHistoryAndRowsFollowIt() throws Exception {
        System.out.println("seed " + SEED);
        try (ClusterJob job = new ClusterJob(
                folder,
                List.of(
                        "control.source=api",
                        "batch.max-age=2s",
                        "batch.small-max-age=3s",
                        "namespaces.default.database=Metrics",
                        "namespaces.default.add-labels=version=1,change=start"))) {
            job.awaitReady();
            long started = System.nanoTime();
            try (RandomChanges changes =
                            new RandomChanges(() -> apis(job), job.tables(), CLIENTS, CHANGES, SEED, () -> {});
                    TracedSenders senders =
                            new TracedSenders(() -> write(job), SENDERS, changes::newestDone, PAUSE_BETWEEN_BODIES)) {
                for (int left = CHANGES - CHANGES_PER_FAULT; left > 0; left -= CHANGES_PER_FAULT) {
                    changes.awaitLeft(left);
                    suffer(job);
                    senders.awaitAcknowledged(SENDERS);
                }
                changes.awaitAll();
                long samples = senders.end();
                ChangeHistory history = ChangeHistory.read(changes);
                job.drain();
                List<TracedRow> rows = rows(job.tables());
                System.out.println("changes versions=" + history.size() + " " + changes + " faults=" + faults
                        + " samples=" + samples + " versions_in_rows=" + ChangeHistory.versionsIn(rows) + " seconds="
                        + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started));
                history.assertTellsWhatClientsWereTold();
                history.assertRowsFollow(rows, samples, senders);
                assertThat(history.size()).isGreaterThan(CHANGES);
            }
        }
    }

    private void suffer(ClusterJob job) throws Exception {
        String[] kinds = {"tm-kill", "jm-kill", "savepoint", "rescale", "upgrade"};
        // All kinds once, and then at random.
        int kind = faults.size() < kinds.length ? faults.size() : random.nextInt(kinds.length);
        faults.merge(kinds[kind], 1, Integer::sum);
        switch (kinds[kind]) {
            case "tm-kill" -> job.kill();
            case "jm-kill" -> job.cluster().killJobManager();
            case "savepoint" -> job.cluster().rest().savepoint(ClusterRun.PATIENCE);
            case "rescale" -> job.rescale(job.parallelism() == 2 ? 3 : 2);
            default -> job.upgrade();
        }
        job.awaitReady();
    }

    private static List<URI> apis(ClusterJob job) {
        return job.cluster().taskManagers().stream()
                .filter(TaskManager::isMeantToLive)
                .map(TaskManager::control)
                .toList();
    }

    private static @Nullable URI write(ClusterJob job) {
        InetSocketAddress address = job.endpoints().next();
        return address == null ? null : URI.create("http://127.0.0.1:" + address.getPort() + "/api/v1/write");
    }

    private static List<TracedRow> rows(Path tables) throws IOException {
        List<TracedRow> rows = new ArrayList<>();
        for (CommittedFile file : CommittedRows.listMetrics(tables)) {
            file.visitRows(row -> rows.add(TracedRow.of(row.get(2), row.get(3))));
        }
        return rows;
    }
}
