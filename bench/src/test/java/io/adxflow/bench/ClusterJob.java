package io.adxflow.bench;

import io.adxflow.bench.cluster.ClusterPlan;
import io.adxflow.bench.cluster.ClusterPlan.StateBackend;
import io.adxflow.bench.cluster.FlinkCluster;
import io.adxflow.bench.cluster.ReadyEndpoints;
import io.adxflow.bench.cluster.TaskManager;
import io.adxflow.bench.load.Endpoints;
import io.adxflow.bench.run.JobCommand;
import io.adxflow.bench.run.JobHttp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The job on a Flink cluster of processes, two TaskManagers wide. */
final class ClusterJob implements FaultyJob {
    private static final Duration PROBE_PERIOD = Duration.ofMillis(500);

    private final Path folder;
    private final ClusterPlan plan;
    private final FlinkCluster cluster;
    private final ReadyEndpoints endpoints;
    private int parallelism = 2;

    ClusterJob(Path folder, List<String> settings) throws Exception {
        this.folder = folder;
        Path root = JobCommand.projectRoot();
        plan = new ClusterPlan(
                root,
                folder.resolve("cluster"),
                ClusterPlan.builtUsrlib(root),
                StateBackend.HASHMAP,
                parallelism,
                "1g",
                settings);
        cluster = FlinkCluster.start(plan);
        endpoints = new ReadyEndpoints(cluster, PROBE_PERIOD);
    }

    FlinkCluster cluster() {
        return cluster;
    }

    @Override
    public Endpoints endpoints() {
        return endpoints;
    }

    @Override
    public void awaitReady() throws Exception {
        cluster.awaitRunning(parallelism, Waiting.PATIENCE);
        Waiting.until(
                parallelism + " endpoints are ready",
                () -> endpoints.ready().size() == parallelism
                        && cluster.taskManagers().stream()
                                        .map(TaskManager::ingest)
                                        .filter(endpoints.ready()::contains)
                                        .count()
                                == parallelism);
    }

    /** SIGKILL of a TaskManager that takes requests. */
    @Override
    public void kill() throws Exception {
        cluster.killTaskManager(cluster.taskManagers().stream()
                .filter(each -> endpoints.ready().contains(each.ingest()))
                .findFirst()
                .orElseThrow());
    }

    /** Asks for another width, and starts the TaskManagers that it takes; does not wait. */
    void rescale(int newParallelism) throws Exception {
        for (int i = cluster.taskManagers().size(); i < newParallelism; i++) {
            cluster.startTaskManager();
        }
        parallelism = newParallelism;
        cluster.rest().rescale(newParallelism);
    }

    int parallelism() {
        return parallelism;
    }

    /** Where the moniker {@code files} commits to. */
    Path tables() {
        return plan.tables();
    }

    /** Stops the job with a savepoint and starts other processes from it, as wide as at the beginning. */
    void upgrade() throws Exception {
        cluster.upgrade(plan.usrlib(), Waiting.PATIENCE);
        parallelism = plan.parallelism();
    }

    /** Ends the job and all processes but ZooKeeper, and starts others from an older savepoint. */
    void goBackTo(String savepoint) throws Exception {
        cluster.restart(plan.usrlib(), savepoint, Waiting.PATIENCE);
        parallelism = plan.parallelism();
    }

    @Override
    public Map<String, Double> metrics() throws Exception {
        Map<String, Double> sums = new HashMap<>();
        for (TaskManager each : cluster.taskManagers()) {
            new JobHttp(each.opsPort(), 0).metrics().forEach((name, value) -> sums.merge(name, value, Double::sum));
        }
        return sums;
    }

    @Override
    public void drain() throws Exception {
        cluster.rest().stop(true, Waiting.PATIENCE);
    }

    @Override
    public String logs() {
        return "see " + folder;
    }

    @Override
    public void close() throws Exception {
        endpoints.close();
        cluster.close();
    }
}
