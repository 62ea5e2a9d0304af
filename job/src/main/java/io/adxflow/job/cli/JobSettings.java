package io.adxflow.job.cli;

import io.adxflow.job.config.JobOptions;
import io.adxflow.job.config.PipelineConfig;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.TimeUtils;

/**
 * What the job's correctness and its answers' latency rest on, in Flink's terms. {@code flink-conf/config.yaml} says the same to
 * a cluster; a test compares them.
 */
public final class JobSettings {
    /**
     * Divisible by most numbers of subtasks that one may want. Fixed for as long as a job keeps its state, which is cut by it; each
     * checkpoint pays for each of them (docs/adr/0008-max-parallelism-120.md).
     */
    public static final int MAX_PARALLELISM = 120;

    private JobSettings() {}

    public static Configuration of(PipelineConfig config, int parallelism) {
        Configuration job = new Configuration();
        job.setString("parallelism.default", Integer.toString(parallelism));
        job.setString("pipeline.max-parallelism", Integer.toString(MAX_PARALLELISM));
        job.setString("pipeline.object-reuse", "true");
        job.setString("pipeline.generic-types", "false");
        job.setString("pipeline.auto-watermark-interval", "0 ms");
        job.setString("state.backend.type", "hashmap");

        Duration interval = config.options().get(JobOptions.CHECKPOINT_INTERVAL);
        job.setString("execution.checkpointing.interval", TimeUtils.formatWithHighestUnit(interval));
        job.setString(
                "execution.checkpointing.timeout",
                TimeUtils.formatWithHighestUnit(config.options().get(JobOptions.CHECKPOINT_TIMEOUT)));
        job.setString(
                "execution.checkpointing.tolerable-failed-checkpoints",
                Integer.toString(config.options().get(JobOptions.CHECKPOINT_TOLERABLE_FAILURES)));
        job.setString("execution.checkpointing.mode", "EXACTLY_ONCE");
        job.setString("execution.checkpointing.max-concurrent-checkpoints", "1");
        // A reader's part holds the log position of each table, 30 bytes: inside the metadata it needs no file of its
        // own.
        job.setString("execution.checkpointing.data-inline-threshold", "64 kb");
        // Chunks have time until the checkpoint, whose barrier takes them along.
        job.setString("execution.buffer-timeout.interval", "500 ms");
        job.setString("execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");

        // For ever, with growing pauses: an outage must not end the job, only make senders wait.
        job.setString("restart-strategy.type", "exponential-delay");
        job.setString("restart-strategy.exponential-delay.initial-backoff", "500 ms");
        job.setString("restart-strategy.exponential-delay.max-backoff", "30 s");
        job.setString("restart-strategy.exponential-delay.backoff-multiplier", "2.0");
        job.setString("restart-strategy.exponential-delay.reset-backoff-threshold", "1 min");
        return job;
    }
}
