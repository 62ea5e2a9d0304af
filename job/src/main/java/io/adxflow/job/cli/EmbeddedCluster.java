package io.adxflow.job.cli;

import io.adxflow.job.Pipeline;
import io.adxflow.job.config.JobOptions;
import io.adxflow.job.config.PipelineConfig;
import io.adxflow.job.ops.OpsMetricReporterFactory;
import io.adxflow.job.ui.ReadOnlyMiniCluster;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;

/** A Flink cluster in this JVM with the one job, web UI included. */
final class EmbeddedCluster implements AutoCloseable {
    /** Always the same, so that the folder of its checkpoints is, and one run continues where another was killed. */
    static final JobID JOB_ID = new JobID("adxflow embedded".getBytes(StandardCharsets.US_ASCII));

    static final String JOB_NAME = "adxflow";

    private final MiniCluster cluster;

    private EmbeddedCluster(MiniCluster cluster) {
        this.cluster = cluster;
    }

    /** Starts the cluster; the job comes by {@link #submit}. */
    static EmbeddedCluster start(PipelineConfig config, DataFolder data, Path scratch) throws Exception {
        int parallelism = parallelism(config);
        MiniClusterConfiguration settings = new MiniClusterConfiguration.Builder()
                .setConfiguration(clusterConfiguration(config, data, scratch, parallelism))
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(parallelism)
                .build();
        MiniCluster cluster = new ReadOnlyMiniCluster(settings, RunOptions.uiAddress(config.options()) != null);
        cluster.start();
        return new EmbeddedCluster(cluster);
    }

    static int parallelism(PipelineConfig config) {
        return config.options()
                .getOptional(RunOptions.PARALLELISM)
                .orElse(Runtime.getRuntime().availableProcessors());
    }

    /** Submits the job, from a checkpoint or from nothing. */
    void submit(PipelineConfig config, @Nullable Path checkpoint) throws Exception {
        StreamGraph graph = streamGraph(config);
        graph.setJobId(JOB_ID);
        if (checkpoint != null) {
            graph.setSavepointRestoreSettings(
                    SavepointRestoreSettings.forPath(checkpoint.toUri().toString(), false, RecoveryClaimMode.CLAIM));
        }
        cluster.submitJob(graph).get();
    }

    /** The topology as configured, for running or explaining. */
    static StreamGraph streamGraph(PipelineConfig config) {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(JobSettings.of(config, parallelism(config)));
        Pipeline.build(env, config);
        StreamGraph graph = env.getStreamGraph();
        graph.setJobName(JOB_NAME);
        return graph;
    }

    private static Configuration clusterConfiguration(
            PipelineConfig config, DataFolder data, Path scratch, int parallelism) throws UnknownHostException {
        Configuration cluster = JobSettings.of(config, parallelism);
        ReadOnlyMiniCluster.configureRest(cluster, scratch);

        // Where its only client, this process, looks for the blob server; by default it listens on every interface.
        cluster.setString("jobmanager.bind-host", InetAddress.getLocalHost().getHostAddress());

        cluster.setString(
                "execution.checkpointing.dir", data.checkpoints().toUri().toString());
        cluster.setString(
                "execution.checkpointing.num-retained",
                Integer.toString(config.options().get(JobOptions.CHECKPOINT_RETAINED)));
        cluster.setString("io.tmp.dirs", scratch.toString());
        cluster.setString("process.working-dir", scratch.toString());

        // State is on the heap and records go by reference along a chain: only keyed exchanges need buffers.
        cluster.setString("taskmanager.memory.managed.size", "1 mb");
        MemorySize network = MemorySize.ofMebiBytes(networkMebiBytes(parallelism));
        cluster.setString("taskmanager.memory.network.min", network.toString());
        cluster.setString("taskmanager.memory.network.max", network.toString());
        cluster.setString("cluster.io-pool.size", "8");

        cluster.setString("metrics.reporters", "adxflow");
        cluster.setString("metrics.reporter.adxflow.factory.class", OpsMetricReporterFactory.class.getName());
        return cluster;
    }

    /** All of it is made and cleared at the start. Two subtasks each of all operators need a third of what they get. */
    private static int networkMebiBytes(int parallelism) {
        return parallelism <= 2 ? 32 : Math.max(64, parallelism * parallelism / 2);
    }

    /** Where Flink's web UI is, for this machine alone. */
    URI uiEndpoint() throws InterruptedException, ExecutionException {
        return cluster.getRestAddress().get();
    }

    JobStatus status() throws InterruptedException, ExecutionException {
        return cluster.getJobStatus(JOB_ID).get();
    }

    /** Why the job failed last, or null when it never did. */
    @Nullable
    Throwable lastFailure() throws InterruptedException, ExecutionException {
        AccessExecutionGraph graph = cluster.getExecutionGraph(JOB_ID).get();
        ErrorInfo failure = graph.getFailureInfo();
        return failure == null ? null : failure.getException().deserializeError(EmbeddedCluster.class.getClassLoader());
    }

    /** Takes a checkpoint now, and returns once it is complete. */
    void checkpoint(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
        cluster.triggerCheckpoint(JOB_ID, CheckpointType.CONFIGURED).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends the job; its checkpoints stay. */
    void cancel(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
        cluster.cancelJob(JOB_ID).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        cluster.requestJobResult(JOB_ID).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }
}
