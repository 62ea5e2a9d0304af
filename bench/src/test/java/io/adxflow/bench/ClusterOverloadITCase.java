package io.adxflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.bench.check.CommittedFile;
import io.adxflow.bench.check.CommittedRows;
import io.adxflow.bench.cluster.TaskManager;
import io.adxflow.bench.run.JobHttp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two TaskManagers whose destination takes less than one namespace of three sends: the others get what they want, the backlog stays
 * below its bound, and what was acknowledged is there once.
 */
@Tag("soak")
class ClusterOverloadITCase {
    private static final int DELIVERED_BYTES_PER_SECOND = 40_000;
    private static final long BACKLOG_BOUND = 1_500_000;
    /** What the destination takes: about 12 compressed bytes a sample. */
    private static final double TAKEN_BODIES_PER_SECOND =
            DELIVERED_BYTES_PER_SECOND / 12.0 / OfferedLoad.SAMPLES_PER_BODY;

    private static final int SETTLING_SECONDS = Integer.getInteger("adxflow.overload.settling", 60);
    private static final int MEASURED_SECONDS = Integer.getInteger("adxflow.overload.seconds", 120);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @ParameterizedTest
    @ValueSource(doubles = {3, 10})
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void whoWantsItsPartGetsItThoughAnotherSendsManyTimesWhatIsTaken(double times) throws Exception {
        double[] wanted = {
            times * TAKEN_BODIES_PER_SECOND, 0.15 * TAKEN_BODIES_PER_SECOND, 0.2 * TAKEN_BODIES_PER_SECOND
        };

        double[] taken = run(wanted);

        assertThat(taken[1] / wanted[1]).isGreaterThan(0.95);
        assertThat(taken[2] / wanted[2]).isGreaterThan(0.95);
    }

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void equalsGetEqualPartsWhateverTheyWant() throws Exception {
        double[] taken = run(new double[] {
            1.5 * TAKEN_BODIES_PER_SECOND, 0.8 * TAKEN_BODIES_PER_SECOND, 1.0 * TAKEN_BODIES_PER_SECOND
        });

        assertThat(jainIndex(taken)).isGreaterThanOrEqualTo(0.99);
    }

    /** Bodies that were acknowledged in a second of what is measured, by namespace. */
    private double[] run(double[] wanted) throws Exception {
        List<String> names = List.of("a", "b", "c");
        List<String> settings = new ArrayList<>(List.of(
                "batch.max-age=2s",
                "batch.small-max-age=2s",
                "monikers.files.max-rate=" + DELIVERED_BYTES_PER_SECOND + "b/s",
                "storage.max-bytes-per-moniker=" + BACKLOG_BOUND + " bytes",
                "ingest.backlog-share=0.5"));
        for (String name : names) {
            settings.add("namespaces." + name + ".database=Of" + name);
            settings.add("namespaces." + name + ".monikers=files");
        }
        try (ClusterJob job = new ClusterJob(folder, settings)) {
            job.awaitReady();
            List<OfferedLoad> loads = new ArrayList<>();
            try {
                for (int i = 0; i < names.size(); i++) {
                    loads.add(new OfferedLoad(job.endpoints(), names.get(i), wanted[i], 64));
                }
                TimeUnit.SECONDS.sleep(SETTLING_SECONDS);
                long[] before = loads.stream()
                        .mapToLong(OfferedLoad::acknowledgedBodies)
                        .toArray();
                long began = System.nanoTime();
                double highest = 0;
                while (System.nanoTime() - began < TimeUnit.SECONDS.toNanos(MEASURED_SECONDS)) {
                    highest = Math.max(highest, heldBytes(job));
                    TimeUnit.SECONDS.sleep(1);
                }
                double seconds = (System.nanoTime() - began) / 1e9;
                double[] taken = IntStream.range(0, wanted.length)
                        .mapToDouble(i -> (loads.get(i).acknowledgedBodies() - before[i]) / seconds)
                        .toArray();
                for (int i = 0; i < wanted.length; i++) {
                    System.out.printf(
                            "%s wanted %.1f and got %.1f bodies a second, %d refusals, strange: %s%n",
                            names.get(i),
                            wanted[i],
                            taken[i],
                            loads.get(i).refusals(),
                            loads.get(i).strange());
                }
                System.out.printf(
                        "highest backlog %.0f of %d bytes, Jain's index %.4f%n",
                        highest, BACKLOG_BOUND, jainIndex(taken));
                assertThat(highest).isPositive().isLessThan(BACKLOG_BOUND);
                long[] samples = new long[loads.size()];
                for (int i = 0; i < samples.length; i++) {
                    samples[i] = loads.get(i).end();
                    assertThat(loads.get(i).strange()).isNull();
                }
                // At the destination's rate that takes longer than a drain waits; the rest would be parked.
                double all = Arrays.stream(samples).sum();
                Waiting.until(
                        "the backlog delivered",
                        () -> job.metrics().getOrDefault("adxflow_committed_rows_total", 0.0) >= all);
                job.drain();
                for (int i = 0; i < samples.length; i++) {
                    assertEachOnce(job.tables(), "Of" + names.get(i), samples[i]);
                }
                return taken;
            } finally {
                loads.forEach(OfferedLoad::close);
            }
        }
    }

    /** Of the process that holds most: the bound is each process' own. */
    private static double heldBytes(ClusterJob job) throws Exception {
        double most = 0;
        for (TaskManager each : job.cluster().taskManagers()) {
            most = Math.max(most, new JobHttp(each.opsPort(), 0).metrics().getOrDefault("adxflow_held_bytes", 0.0));
        }
        return most;
    }

    private static void assertEachOnce(Path tables, String database, long samples) throws IOException {
        List<CommittedFile> files = CommittedRows.listMetrics(tables).stream()
                .filter(file -> file.database().equals(database))
                .toList();
        assertThat(OfferedLoad.values(files).cardinality()).isEqualTo((int) samples);
    }

    /** R. Jain et al., A Quantitative Measure of Fairness, DEC-TR-301 (1984): 1 when all are equal. */
    private static double jainIndex(double[] values) {
        double sum = 0;
        double squares = 0;
        for (double each : values) {
            sum += each;
            squares += each * each;
        }
        return sum * sum / (values.length * squares);
    }
}
