package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.ops.MetricStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every row that came in is found again, whenever one looks: under load, over failures, restores and other parallelisms. */
class LedgerITCase {
    private static final int SENDERS = 4;

    /** Readers, windows of metrics, batchers, writers, what is settled, what is parked. */
    private static final int PARTS = 6;

    @TempDir
    Path folder;

    private final MetricStore metrics = MetricStore.instance();
    private final AtomicInteger readings = new AtomicInteger();
    /** As the first reading has them, which none is before the job's first checkpoint: accounts are there before it. */
    private final AtomicInteger accountsPerSubtask = new AtomicInteger();

    private final AtomicReference<@Nullable String> broken = new AtomicReference<>();
    private volatile int parallelism;

    @Test
    void bothSidesAreEqualAtEveryCheckpointOverKillsAndOtherParallelisms() throws Exception {
        Path refusing = folder.resolve("second/Metrics");
        Files.createDirectories(refusing.getParent());
        Files.writeString(refusing, "in the way of the database's folder");
        ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor();
        try (PipelineCluster cluster = new PipelineCluster(
                folder,
                4,
                "ledger.checkpoints=1",
                "monikers.second.kind=directory",
                "monikers.second.path=" + folder.resolve("second"),
                "namespaces.default.monikers=local,second",
                // A seventh of the samples.
                "namespaces.default.drop-metrics=^table_0$",
                "batch.max-age=1 s",
                "batch.small-max-age=1 s",
                "delivery.max-backoff=1 s")) {
            var unused = reader.scheduleWithFixedDelay(this::read, 1, 1, TimeUnit.MILLISECONDS);
            start(cluster, 2, null);
            try (RetryingSenders senders = new RetryingSenders(cluster.writeUrl(), SENDERS)) {
                for (int i = 0; i < 3; i++) {
                    senders.awaitAcknowledged(60);
                    awaitReadings(5);
                    cluster.replaceTaskManager();
                    cluster.awaitReaders(2);
                }
                for (int subtasks : new int[] {4, 3}) {
                    senders.awaitAcknowledged(60);
                    String savepoint = cluster.stop();
                    start(cluster, subtasks, savepoint);
                }
                senders.awaitAcknowledged(60);
                awaitReadings(5);
                assertThat(account("parked")).isPositive();
                assertThat(account("restored_parked")).isPositive();
                assertThat(account("filtered")).isPositive();
                long sent = senders.end();
                long samples = sent - sent / 7;

                Files.delete(refusing);
                await(
                        "all is delivered",
                        () -> account("committed") > 0
                                && Math.round(account("committed") + account("filtered"))
                                        == Math.round(metrics.sum("ledger_rows", "side", "in"))
                                && committed("tables") == samples
                                && committed("second") == samples);
                awaitReadings(5);
                for (String empty : new String[] {"buffered", "open", "staging", "committing", "late", "parked"}) {
                    assertThat(account(empty)).as(empty).isZero();
                }
            }
        } finally {
            reader.shutdownNow();
        }
        assertThat(broken.get()).isNull();
        System.out.println("ledger: " + readings.get() + " readings, all balanced");
    }

    private void start(PipelineCluster cluster, int subtasks, @Nullable String from) throws Exception {
        parallelism = subtasks;
        cluster.start(subtasks, from);
    }

    private double account(String name) {
        return metrics.sum("ledger_rows", "account", name);
    }

    /** Reads both sides, and keeps what was read if all parts have shown the same checkpoint before and after. */
    private void read() {
        List<Double> before = metrics.values("ledger_checkpoint");
        double in = metrics.sum("ledger_rows", "side", "in");
        double out = metrics.sum("ledger_rows", "side", "out");
        int accounts = metrics.values("ledger_rows").size();
        List<Double> after = metrics.values("ledger_checkpoint");
        boolean whole = before.size() == PARTS * parallelism && after.size() == before.size();
        HashSet<Double> shown = new HashSet<>(before);
        shown.addAll(after);
        if (!whole || shown.size() != 1 || shown.contains(0.0)) {
            return;
        }
        // A TaskManager that goes away takes its metrics out one by one.
        accountsPerSubtask.compareAndSet(0, accounts / parallelism);
        if (accounts != accountsPerSubtask.get() * parallelism) {
            return;
        }
        readings.incrementAndGet();
        if (in != out) {
            broken.compareAndSet(null, "at checkpoint " + shown + ": in " + in + ", out " + out);
        }
    }

    private void awaitReadings(int more) throws Exception {
        int before = readings.get();
        await(more + " readings", () -> readings.get() >= before + more);
    }

    private long committed(String moniker) {
        try {
            return CommittedFiles.sortedLines(folder.resolve(moniker).resolve("Metrics")).values().stream()
                    .mapToLong(List::size)
                    .sum();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void await(String what, java.util.function.BooleanSupplier condition) throws Exception {
        CommonTestUtils.waitUtil(
                () -> condition.getAsBoolean(), Duration.ofMinutes(5), "not seen: " + what + "; " + broken.get());
    }
}
