package io.adxflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.bench.check.CommittedFile;
import io.adxflow.bench.check.CommittedRows;
import io.adxflow.bench.cluster.ClusterPlan;
import io.adxflow.bench.cluster.FlinkCluster;
import io.adxflow.bench.cluster.ReadyEndpoints;
import io.adxflow.bench.load.LoadPlan;
import io.adxflow.bench.load.LoadResult;
import io.adxflow.bench.load.Workload;
import io.adxflow.sources.wire.WireFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A cluster under load: does to it what a test asks for, and counts every sample in the end. */
final class ClusterRun implements AutoCloseable {
    /** As long as it takes on a machine that others use as well; what is measured is far less. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final int SENDERS = 3;
    private static final int SETTLED_ACKNOWLEDGEMENTS = 200;
    private static final Duration PROBE_PERIOD = Duration.ofMillis(500);

    /** Something that is done to the cluster. */
    @FunctionalInterface
    interface Fault {
        void happen() throws Exception;
    }

    private final ClusterPlan plan;
    private final FlinkCluster cluster;
    private final ReadyEndpoints endpoints;
    private final SenderWatch watch;
    private final ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
    private final List<RetryingSender> senders = new ArrayList<>();
    private final List<Future<LoadResult>> results = new ArrayList<>();
    private SenderWatch.Seen total = new SenderWatch.Seen(0, 0, 0, 0, 0, 0, 0);

    private ClusterRun(ClusterPlan plan, FlinkCluster cluster) {
        this.plan = plan;
        this.cluster = cluster;
        this.endpoints = new ReadyEndpoints(cluster, PROBE_PERIOD);
        this.watch = new SenderWatch(cluster::isMeantToListen, System::nanoTime);
    }

    /** Returns when the cluster runs, is ready, and acknowledges. */
    static ClusterRun start(ClusterPlan plan, double samplesPerSecond, long seed) throws Exception {
        ClusterRun run = new ClusterRun(plan, FlinkCluster.start(plan));
        try {
            run.cluster.awaitRunning(plan.parallelism(), PATIENCE);
            for (int i = 0; i < SENDERS; i++) {
                WireFormat format = i == 0 ? WireFormat.REMOTE_WRITE_2 : WireFormat.REMOTE_WRITE_1;
                Workload workload =
                        new Workload("cluster " + i, 40, 2_000, 50, 1, samplesPerSecond / SENDERS, 15_000, seed + i);
                RetryingSender sender = new RetryingSender(
                        run.endpoints, workload, format, LoadPlan.PROMETHEUS_LONGEST_BACKOFF, run.watch);
                run.senders.add(sender);
                run.results.add(run.threads.submit(sender));
            }
            run.settle(plan.parallelism());
            run.total = run.watch.mark();
            return run;
        } catch (Exception | Error e) {
            run.close();
            throw e;
        }
    }

    FlinkCluster cluster() {
        return cluster;
    }

    ReadyEndpoints endpoints() {
        return endpoints;
    }

    /** SIGKILL of one that takes requests. */
    void killTaskManager() throws IOException, InterruptedException {
        cluster.killTaskManager(cluster.taskManagers().stream()
                .filter(each -> endpoints.ready().contains(each.ingest()))
                .findFirst()
                .orElseThrow());
    }

    /** Has the fault happen under load, waits until all is well again, and prints one line of what the senders saw meanwhile. */
    SenderWatch.Seen suffer(String name, int parallelismAfter, Fault fault) throws Exception {
        total = total.plus(watch.mark());
        fault.happen();
        settle(parallelismAfter);
        SenderWatch.Seen seen = watch.mark();
        total = total.plus(seen);
        System.out.println("cluster fault=" + name + " backend=" + plan.backend() + load() + " " + seen);
        return seen;
    }

    /** Others' work on the same cores shows in every figure. */
    private static String load() {
        return " host_load=%.1f"
                .formatted(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** Waits until the job is this wide, as many endpoints are ready, and all senders move. */
    private void settle(int parallelism) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        do {
            cluster.awaitRunning(parallelism, PATIENCE);
            Thread.sleep(PROBE_PERIOD.toMillis() / 2);
            assertThat(System.nanoTime())
                    .as("%d ready endpoints, seen %s", parallelism, endpoints.ready())
                    .isLessThan(deadline);
        } while (endpoints.ready().size() != parallelism || !areThoseOfTheLiving());
        watch.awaitAcknowledgements(SETTLED_ACKNOWLEDGEMENTS, PATIENCE.toMillis());
    }

    private boolean areThoseOfTheLiving() {
        return cluster.taskManagers().stream()
                        .filter(each -> endpoints.ready().contains(each.ingest()))
                        .count()
                == endpoints.ready().size();
    }

    /** Ends the load, drains the job, and holds what is committed against what was acknowledged. */
    void finish() throws Exception {
        senders.forEach(RetryingSender::finish);
        for (Future<LoadResult> result : results) {
            result.get();
        }
        total = total.plus(watch.mark());
        cluster.rest().stop(true, PATIENCE);
        SampleCensus census = new SampleCensus();
        senders.forEach(sender -> census.expect(sender.generator()));
        for (CommittedFile file : CommittedRows.listMetrics(plan.tables())) {
            file.visitRows(row -> census.row(file.table(), row));
        }
        List<String> lost = new ArrayList<>();
        long acknowledged = 0;
        for (RetryingSender sender : senders) {
            acknowledged += sender.acknowledged().stream()
                    .mapToLong(body -> sender.generator().sampleCount(body))
                    .sum();
            lost.addAll(census.notOnce(sender.generator(), sender.acknowledged()));
        }
        System.out.println("cluster backend=" + plan.backend() + " acknowledged_samples=" + acknowledged
                + " not_there_once=" + lost.size() + " doubled="
                + census.doubled().size() + " rows=" + census.rows()
                + " in all: " + total);
        assertThat(senders).allSatisfy(sender -> assertThat(sender.failures()).isEmpty());
        assertThat(census.strange()).as("rows nobody sent").isEmpty();
        assertThat(census.doubled()).as("samples there twice").isEmpty();
        assertThat(lost).as("acknowledged samples that are not there once").isEmpty();
        assertThat(acknowledged).isPositive();
        assertThat(total.bare()).as("5xx without Retry-After").isZero();
        assertThat(total.refused())
                .as("connections refused by living processes")
                .isZero();
    }

    @Override
    public void close() throws InterruptedException, IOException {
        threads.shutdownNow();
        endpoints.close();
        cluster.close();
    }
}
