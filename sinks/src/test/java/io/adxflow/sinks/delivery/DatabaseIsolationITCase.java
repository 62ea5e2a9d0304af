package io.adxflow.sinks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.delivery.FailingDestination.Latency;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.program.ClusterClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectClusterClient;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A healthy database beside two that refuse, each refusal after 300 ms: all that goes to it is delivered. How long its batches take
 * from seal to commit is printed, beside what they take when all three are healthy.
 */
class DatabaseIsolationITCase {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    private static final int ROUNDS = 2;

    /** Rows of a phase, of which a third is for the healthy database. */
    private static final int ROWS = Integer.getInteger("adxflow.isolation.rows", 2_400);

    private static final Duration DEADLINE = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @Test
    void aHealthyDatabaseIsDeliveredAsIfTheOthersWereHealthyToo(@InjectClusterClient ClusterClient<?> cluster)
            throws Exception {
        List<Long> before = new ArrayList<>();
        List<Long> beside = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            before.addAll(latencies(cluster, folder.resolve("healthy-" + round)));
            beside.addAll(latencies(cluster, folder.resolve("beside-" + round), "Gone", "Closed"));
        }
        System.out.println("seal to commit of a healthy database, ms: with three healthy ones " + quantiles(before)
                + "; with two that refuse " + quantiles(beside));
        assertThat(before).isNotEmpty();
        assertThat(beside).isNotEmpty();
    }

    private List<Long> latencies(ClusterClient<?> cluster, Path data, String... refusing) throws Exception {
        Files.createDirectories(data.resolve("out"));
        FailingDestination.Faults faults = FailingDestination.faults(data.toString());
        faults.refusalMillis = 300;
        for (String database : refusing) {
            faults.refuse(database, "no such database");
        }
        MonikerSpec moniker = new MonikerSpec(
                "a", "failing", Map.of("path", data.resolve("out").toString(), "faults", data.toString()));
        SinkJob job = new SinkJob(data, Map.of("a", moniker))
                .databases("Metrics", "Gone", "Closed")
                .rowsPerCheckpoint(60)
                .idleAfter(ROWS);
        JobID id = cluster.submitJob(job.graph()).get();
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (CommittedRows.of(data.resolve("out").resolve("Metrics")).size() < ROWS / 3) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(200_000_000);
        }
        for (String database : refusing) {
            assertThat(CommittedRows.of(data.resolve("out").resolve(database))).isEmpty();
        }
        cluster.cancel(id).get();
        while (!cluster.getJobStatus(id).get().isGloballyTerminalState()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
        return faults.latencies.stream()
                .filter(latency -> latency.database().equals("Metrics"))
                .map(Latency::millis)
                .toList();
    }

    private static String quantiles(List<Long> latencies) {
        long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        return Arrays.toString(new long[] {sorted[sorted.length / 2], sorted[sorted.length * 99 / 100]})
                + " (p50, p99 of " + sorted.length + ")";
    }
}
