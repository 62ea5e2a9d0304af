package io.adxflow.job.config;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The options of the job as a whole. */
public final class JobOptions {
    public static final ConfigOption<Duration> CHECKPOINT_INTERVAL = ConfigOptions.key("checkpoint.interval")
            .durationType()
            .defaultValue(Duration.ofMillis(500))
            .withDescription(
                    "Time between checkpoints. A request is acknowledged at the first checkpoint after it, so this is"
                            + " the ceiling of the usual acknowledgement latency, and half of it the mean.");

    public static final ConfigOption<Duration> CHECKPOINT_TIMEOUT = ConfigOptions.key("checkpoint.timeout")
            .durationType()
            .defaultValue(Duration.ofMinutes(1))
            .withDescription(
                    "A checkpoint that takes longer is given up and the next one begins. Nothing is lost: requests"
                            + " wait for the next one.");

    public static final ConfigOption<Integer> CHECKPOINT_TOLERABLE_FAILURES = ConfigOptions.key(
                    "checkpoint.tolerable-failures")
            .intType()
            .defaultValue(10)
            .withDescription(
                    "Checkpoints that may fail one after the other before the job restarts. Senders just wait longer"
                            + " for their answers meanwhile.");

    public static final ConfigOption<Integer> CHECKPOINT_RETAINED = ConfigOptions.key("checkpoint.retained")
            .intType()
            .defaultValue(2)
            .withDescription("Completed checkpoints to keep.");

    private JobOptions() {}
}
