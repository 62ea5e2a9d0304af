package io.adxflow.sinks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.program.ClusterClient;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectClusterClient;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A job of three monikers, of which one is cut off. */
@Tag("soak")
class StandbyITCase {
    private static final int ROWS = 1_500;
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(4)
            .build());

    @TempDir
    Path data;

    @AfterEach
    void endJobs(@InjectClusterClient ClusterClient<?> cluster) throws Exception {
        for (JobStatusMessage job : cluster.listJobs().get()) {
            if (!job.getJobState().isGloballyTerminalState()) {
                cancel(cluster, job.getJobId());
            }
        }
    }

    @Test
    void oneOfThreeIsCutOffAndTheStateIsLostAndEachRowIsDeliveredOnce(@InjectClusterClient ClusterClient<?> cluster)
            throws Exception {
        FailingDestination.faults(data + "/a")
                .fail(FailingDestination.Point.BEFORE_COMMIT, Integer.MAX_VALUE, FailureKind.TRANSIENT);
        JobID first = cluster.submitJob(job("job").idleAfter(ROWS).graph()).get();
        until("the others go on", () -> rows("b").size() + rows("c").size() == ROWS * 2 / 3);
        until("all of the one is in its standby", () -> keptRows() == ROWS / 3);
        until("no segment is left", () -> CommittedRows.files(data.resolve("job/segments"), ".seg")
                .isEmpty());
        assertThat(rows("a")).isEmpty();

        cancel(cluster, first);
        FailingDestination.faults(data + "/a").fail(FailingDestination.Point.BEFORE_COMMIT, 0, FailureKind.TRANSIENT);
        cluster.submitJob(job("another-job").idleAfter(0).graph()).get();
        until("all is delivered", () -> keptRows() == 0 && rows("a").size() >= ROWS / 3);
        for (int i = 0; i < 3; i++) {
            int moniker = i;
            assertThat(rows(List.of("a", "b", "c").get(i)))
                    .containsExactlyInAnyOrderElementsOf(LongStream.range(0, ROWS)
                            .filter(row -> row % 3 == moniker)
                            .mapToObj(row -> "row-" + row)
                            .toList());
        }
    }

    private SinkJob job(String folder) {
        Map<String, MonikerSpec> monikers = new HashMap<>();
        for (String name : List.of("a", "b", "c")) {
            monikers.put(
                    name,
                    new MonikerSpec(
                            name,
                            "failing",
                            Map.of("path", out(name).toString(), "faults", data + "/" + name, "standby", "c")));
        }
        monikers.put("c", new MonikerSpec("c", "directory", Map.of("path", out("c").toString())));
        return new SinkJob(data.resolve(folder), monikers)
                .rowsPerCheckpoint(100)
                .standbyAfter(Duration.ofMillis(1));
    }

    private Path out(String moniker) {
        return data.resolve("out-" + moniker);
    }

    private List<String> rows(String moniker) throws IOException {
        return Files.isDirectory(out(moniker)) ? CommittedRows.of(out(moniker)) : List.of();
    }

    /** As the files' names tell. */
    private long keptRows() throws IOException {
        Path store = out("c").resolve(".standby");
        if (!Files.isDirectory(store)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(store)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".standby"))
                    .mapToLong(name -> Long.parseLong(name.replaceAll(".*\\.r(\\d+)\\.b\\d+\\.standby", "$1")))
                    .sum();
        } catch (java.io.UncheckedIOException e) {
            return -1;
        }
    }

    private static void cancel(ClusterClient<?> cluster, JobID id) throws Exception {
        cluster.cancel(id).get();
        until("job ended", () -> cluster.getJobStatus(id).get().isGloballyTerminalState());
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("deadline for: " + what).isLessThan(deadline);
            LockSupport.parkNanos(50_000_000);
        }
    }
}
