package io.adxflow.bench.cluster;

import io.adxflow.bench.cluster.ClusterPlan.StateBackend;
import io.adxflow.bench.run.JobCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a real cluster on this host until it is interrupted, to look at and to send to. */
@Command(name = "cluster", description = "Runs JobManager, TaskManagers and ZooKeeper as processes, until interrupted.")
public final class ClusterCommand implements Callable<Integer> {
    private static final Duration LONGEST_START = Duration.ofMinutes(3);

    @Option(
            names = "--task-managers",
            defaultValue = "2",
            description = "TaskManagers, and the job's parallelism (default: ${DEFAULT-VALUE})")
    private int taskManagers;

    @Option(
            names = "--backend",
            defaultValue = "HASHMAP",
            description = "state backend: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private StateBackend backend = StateBackend.HASHMAP;

    @Option(
            names = "--memory",
            defaultValue = "1g",
            description = "of each TaskManager's process (default: ${DEFAULT-VALUE})")
    private String memory = "";

    @Option(names = "--set", description = "key=value for the job, any number of times")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--data", description = "folder for configuration, logs and data (default: a temporary one)")
    private @Nullable Path folder;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path root = JobCommand.projectRoot();
        Path data = folder == null ? Files.createTempDirectory("adxflow-cluster") : folder.toAbsolutePath();
        ClusterPlan plan =
                new ClusterPlan(root, data, ClusterPlan.builtUsrlib(root), backend, taskManagers, memory, settings);
        try (FlinkCluster cluster = FlinkCluster.start(plan)) {
            cluster.awaitRunning(taskManagers, LONGEST_START);
            System.out.println("Flink's web UI  " + cluster.rest().ui());
            for (TaskManager each : cluster.taskManagers()) {
                System.out.println(each.name() + "   http://127.0.0.1:"
                        + each.ingest().getPort() + "/api/v1/write   ops http://127.0.0.1:" + each.opsPort());
            }
            System.out.println("Data and logs   " + data);
            while (true) {
                cluster.requireLiving();
                Thread.sleep(1000);
            }
        }
    }
}
