package io.adxflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.bench.cluster.ClusterPlan;
import io.adxflow.bench.cluster.ClusterPlan.StateBackend;
import io.adxflow.bench.cluster.FlinkCluster;
import io.adxflow.bench.cluster.ReadyEndpoints;
import io.adxflow.bench.cluster.TaskManager;
import io.adxflow.bench.load.LoadPlan;
import io.adxflow.bench.load.LoadResult;
import io.adxflow.bench.load.Workload;
import io.adxflow.bench.run.JobCommand;
import io.adxflow.bench.run.JobHttp;
import io.adxflow.bench.run.ProcessMemory;
import io.adxflow.sources.wire.WireFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Load on a TaskManager of a real cluster for half an hour while every minute a tenth of the series is replaced by new ones, as
 * rollouts do: memory must come to rest, and the whole heap never be collected at once. Prints a line each minute and the slopes at
 * the end.
 */
@Tag("soak")
class ClusterSoakITCase {
    private static final int MINUTES = Integer.getInteger("adxflow.soak.minutes", 30);
    private static final double SAMPLES_PER_SECOND = Integer.getInteger("adxflow.soak.rate", 10_000);
    private static final int SLICES = 10;
    private static final int SERIES = 50_000;
    private static final int TABLES = 300;
    private static final int POLLS_PER_MINUTE = 12;
    /** Half more than the living series need, so that it is full, and forgets, when measuring begins. */
    private static final String SERIES_CACHE = "16mb";
    /** At this rate the young generation is collected every few minutes, and the heap in use is what lives only then. */
    private static final int FLOOR_MINUTES = 5;

    private static final String FULL_COLLECTIONS =
            "flink_taskmanager_Status_JVM_GarbageCollector_G1_Old_Generation_Count";

    /** Half the process in half a day would be the end of it within a week's work. */
    private static final double MOST_MIB_PER_MINUTE = 1.0;

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ArrayDeque<RetryingSender> slices = new ArrayDeque<>();
    private final List<Future<LoadResult>> results = new ArrayList<>();
    private long nextSeed = 1;

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void memoryComesToRestThoughSeriesComeAndGo() throws Exception {
        Path root = JobCommand.projectRoot();
        ClusterPlan plan = new ClusterPlan(
                root,
                folder,
                ClusterPlan.builtUsrlib(root),
                StateBackend.HASHMAP,
                1,
                "1536m",
                List.of("rows.series-cache-size=" + SERIES_CACHE));
        try (FlinkCluster cluster = FlinkCluster.start(plan);
                ReadyEndpoints endpoints = new ReadyEndpoints(cluster, Duration.ofSeconds(1))) {
            cluster.awaitRunning(1, ClusterRun.PATIENCE);
            SenderWatch watch = new SenderWatch(cluster::isMeantToListen, System::nanoTime);
            for (int i = 0; i < SLICES; i++) {
                addSlice(endpoints, watch);
            }
            Slope rss = new Slope();
            Slope heap = new Slope();
            double floor = Double.MAX_VALUE;
            for (int minute = 1; minute <= MINUTES; minute++) {
                Sample sample = overAMinute(cluster);
                cluster.requireLiving();
                slices.remove().finish();
                addSlice(endpoints, watch);
                System.out.println("soak minute=" + minute + " " + sample + " " + watch.mark());
                assertThat(sample.fullCollections)
                        .as("collections of the whole heap")
                        .isZero();
                // The first third is warm-up: the heap is being touched for the first time, caches fill.
                if (minute > MINUTES / 3) {
                    rss.add(minute, sample.rssMib);
                    floor = Math.min(floor, sample.heapFloorMib);
                    if (minute % FLOOR_MINUTES == 0) {
                        heap.add(minute, floor);
                        floor = Double.MAX_VALUE;
                    }
                }
            }
            slices.forEach(RetryingSender::finish);
            for (Future<LoadResult> result : results) {
                result.get();
            }
            System.out.printf(
                    "soak minutes=%d samples_per_second=%.0f churn_percent_per_minute=%d rss_mib_per_minute=%.2f"
                            + " heap_floor_mib_per_minute=%.2f%n",
                    MINUTES, SAMPLES_PER_SECOND, 100 / SLICES, rss.perStep(), heap.perStep());
            assertThat(heap.perStep()).as("heap floor, MiB a minute").isLessThan(MOST_MIB_PER_MINUTE);
            assertThat(rss.perStep()).as("RSS, MiB a minute").isLessThan(MOST_MIB_PER_MINUTE);
        } finally {
            threads.shutdownNow();
        }
    }

    private void addSlice(ReadyEndpoints endpoints, SenderWatch watch) throws Exception {
        Workload workload = new Workload(
                "slice " + nextSeed, TABLES, SERIES / SLICES, 500, 1, SAMPLES_PER_SECOND / SLICES, 15_000, nextSeed++);
        RetryingSender slice = new RetryingSender(
                endpoints, workload, WireFormat.REMOTE_WRITE_1, LoadPlan.PROMETHEUS_LONGEST_BACKOFF, watch);
        slices.add(slice);
        results.add(threads.submit(slice));
    }

    private record Sample(
            long rssMib,
            double heapFloorMib,
            double fullCollections,
            double series,
            double bodyLogMib,
            double segments) {
        @Override
        public String toString() {
            return ("rss_mib=%d heap_floor_mib=%.0f full_collections=%.0f live_series=%.0f body_log_mib=%.1f"
                            + " segment_files=%.0f")
                    .formatted(rssMib, heapFloorMib, fullCollections, series, bodyLogMib, segments);
        }
    }

    /** The least heap in use over a minute is near what survives collections. */
    private static Sample overAMinute(FlinkCluster cluster) throws InterruptedException {
        TaskManager taskManager = cluster.taskManagers().get(0);
        JobHttp ops = new JobHttp(taskManager.opsPort(), 0);
        double floor = Double.MAX_VALUE;
        Map<String, Double> metrics = Map.of();
        for (int i = 0; i < POLLS_PER_MINUTE; i++) {
            Thread.sleep(TimeUnit.MINUTES.toMillis(1) / POLLS_PER_MINUTE);
            metrics = ops.metrics();
            floor = Math.min(
                    floor, metrics.getOrDefault("flink_taskmanager_Status_JVM_Memory_Heap_Used", Double.MAX_VALUE));
        }
        assertThat(metrics).as("metrics").containsKey(FULL_COLLECTIONS);
        assertThat(floor).as("Flink's own metric of the heap").isLessThan(Double.MAX_VALUE);
        return new Sample(
                ProcessMemory.rssMib(taskManager.pid()),
                floor / (1 << 20),
                metrics.get(FULL_COLLECTIONS),
                metrics.getOrDefault("adxflow_live_series", 0.0),
                metrics.getOrDefault("adxflow_body_log_bytes", 0.0) / (1 << 20),
                metrics.getOrDefault("adxflow_segment_files", 0.0));
    }

    /** Least squares. */
    private static final class Slope {
        private double n;
        private double x;
        private double y;
        private double xx;
        private double xy;

        void add(double at, double value) {
            n++;
            x += at;
            y += value;
            xx += at * at;
            xy += at * value;
        }

        double perStep() {
            return (n * xy - x * y) / (n * xx - x * x);
        }
    }
}
