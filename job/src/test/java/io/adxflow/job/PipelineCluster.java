package io.adxflow.job;

import io.adxflow.job.cli.JobSettings;
import io.adxflow.job.cli.classdata.FreePorts;
import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.ConfigSources;
import io.adxflow.job.config.PipelineConfig;
import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.job.ops.OpsMetricReporterFactory;
import io.adxflow.sources.http.IngestHub;
import io.adxflow.sources.http.IngestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;

/** A Flink cluster in this JVM that runs the real pipeline over a folder, for tests that break it. */
final class PipelineCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path folder;
    private final int port = FreePorts.find(1)[0];
    private final List<String> assignments;
    private final MiniCluster cluster;
    private JobID job = new JobID();
    private int maxParallelism = JobSettings.MAX_PARALLELISM;
    private @Nullable Path file;
    private Consumer<StreamExecutionEnvironment> beside = env -> {};

    /** @param assignments {@code key=value} on top of a batch age of two seconds */
    PipelineCluster(Path folder, int slots, String... assignments) throws Exception {
        this.folder = folder;
        this.assignments = new ArrayList<>(List.of(
                "storage.directory=" + folder,
                "ingest.http=127.0.0.1:" + port,
                "ingest.otlp-http=off",
                "ingest.otlp-grpc=127.0.0.1:0",
                "ingest.linger=1 s",
                "checkpoint.interval=100 ms",
                "batch.max-age=2 s",
                "batch.small-max-age=2 s"));
        this.assignments.addAll(List.of(assignments));
        Configuration configuration = new Configuration();
        configuration.setString("rest.port", "0");
        configuration.setString("rest.bind-port", "0");
        configuration.setString("taskmanager.memory.network.min", "64 mb");
        configuration.setString("taskmanager.memory.network.max", "64 mb");
        configuration.setString("taskmanager.memory.managed.size", "16 mb");
        configuration.setString(
                "execution.checkpointing.dir",
                folder.resolve("checkpoints").toUri().toString());
        configuration.setString("metrics.reporters", "adxflow");
        configuration.setString("metrics.reporter.adxflow.factory.class", OpsMetricReporterFactory.class.getName());
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
        cluster.start();
    }

    /** Jobs have this max parallelism from now on: what the state to start from was cut by. */
    void setMaxParallelism(int maxParallelism) {
        this.maxParallelism = maxParallelism;
    }

    /** Jobs are configured by this file too from now on, below the assignments. */
    void setFile(Path pipelineFile) {
        this.file = pipelineFile;
    }

    /** Jobs have this in them too from now on. */
    void setBeside(Consumer<StreamExecutionEnvironment> added) {
        this.beside = added;
    }

    /** Starts the job, from a savepoint or checkpoint if one is given, and returns when it takes requests. */
    void start(int parallelism, @Nullable String from) throws Exception {
        PipelineConfig config = config();
        Configuration settings = JobSettings.of(config, parallelism);
        settings.setString("pipeline.max-parallelism", Integer.toString(maxParallelism));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
        Pipeline.build(env, config);
        beside.accept(env);
        StreamGraph graph = env.getStreamGraph();
        job = new JobID();
        graph.setJobId(job);
        if (from != null) {
            graph.setSavepointRestoreSettings(
                    SavepointRestoreSettings.forPath(from, false, RecoveryClaimMode.NO_CLAIM));
        }
        cluster.submitJob(graph).get();
        awaitReaders(parallelism);
    }

    PipelineConfig config() throws ConfigException {
        return PipelineConfigLoader.load(new ConfigSources(List.of(), file, Map.of(), assignments, List.of()));
    }

    void awaitReaders(int parallelism) throws Exception {
        IngestSettings settings = IngestSettings.from(config().options());
        CommonTestUtils.waitUtil(
                () -> {
                    IngestHub.Status status = IngestHub.jvm().status(settings);
                    return status != null && status.readers() == parallelism && status() == JobStatus.RUNNING;
                },
                PATIENCE,
                "the job does not run");
        org.apache.flink.runtime.testutils.CommonTestUtils.waitForAllTaskRunning(
                () -> cluster.getExecutionGraph(job).get(), false);
    }

    /** Waits until requests are taken again, at whatever parallelism. */
    void awaitAnyReader() throws Exception {
        IngestSettings settings = IngestSettings.from(config().options());
        CommonTestUtils.waitUtil(
                () -> {
                    IngestHub.Status status = IngestHub.jvm().status(settings);
                    return status != null && status.readers() > 0 && status() == JobStatus.RUNNING;
                },
                PATIENCE,
                "the job does not run");
        org.apache.flink.runtime.testutils.CommonTestUtils.waitForAllTaskRunning(
                () -> cluster.getExecutionGraph(job).get(), false);
    }

    private JobStatus status() {
        try {
            return cluster.getJobStatus(job).get();
        } catch (Exception e) {
            return JobStatus.INITIALIZING;
        }
    }

    String writeUrl() {
        return "http://127.0.0.1:" + port + "/api/v1/write";
    }

    /** Stops the job with a savepoint and returns its path. */
    String stop() throws Exception {
        String savepoint = cluster.stopWithSavepoint(
                        job, folder.resolve("savepoints").toUri().toString(), false, SavepointFormatType.CANONICAL)
                .get();
        cluster.requestJobResult(job).get();
        return savepoint;
    }

    /** Ends the job at once, as the loss of its JobManager does; its newest checkpoint stays. */
    void cancel() throws Exception {
        cluster.cancelJob(job).get();
        cluster.requestJobResult(job).get();
    }

    /** The newest completed checkpoint of the job last started. */
    String newestCheckpoint() throws IOException {
        try (Stream<Path> checkpoints = Files.list(folder.resolve("checkpoints").resolve(job.toString()))) {
            return checkpoints
                    .filter(path -> Files.exists(path.resolve("_metadata")))
                    .max(Comparator.comparingLong(PipelineCluster::number))
                    .orElseThrow()
                    .toUri()
                    .toString();
        }
    }

    private static long number(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring("chk-".length()));
    }

    /** Ends the input, so that everything open is committed, and then the job. */
    void drain() throws Exception {
        cluster.stopWithSavepoint(
                        job, folder.resolve("savepoints").toUri().toString(), true, SavepointFormatType.CANONICAL)
                .get();
        cluster.requestJobResult(job).get();
    }

    /** Takes a savepoint and goes on. */
    String savepoint() throws Exception {
        return cluster.triggerSavepoint(
                        job, folder.resolve("savepoints").toUri().toString(), false, SavepointFormatType.CANONICAL)
                .get();
    }

    void checkpoint() throws Exception {
        cluster.triggerCheckpoint(job, CheckpointType.CONFIGURED).get();
    }

    /** Takes the only TaskManager away and brings another: the job fails and restores its newest checkpoint. */
    void replaceTaskManager() throws Exception {
        cluster.terminateTaskManager(0).get();
        cluster.startTaskManager();
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }
}
