package io.adxflow.sinks.delivery;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** How batches are delivered, and what happens when they cannot be. */
public final class DeliveryOptions {
    public static final ConfigOption<Integer> STAGE_THREADS = ConfigOptions.key("delivery.stage-threads")
            .intType()
            .defaultValue(2)
            .withDescription("Threads per moniker and TaskManager that bring sealed batches to the destination.");

    public static final ConfigOption<Integer> COMMIT_THREADS = ConfigOptions.key("delivery.commit-threads")
            .intType()
            .defaultValue(4)
            .withDescription("Threads per moniker and TaskManager that make staged batches visible.");

    public static final ConfigOption<Integer> PARKED_THREADS = ConfigOptions.key("delivery.parked-threads")
            .intType()
            .defaultValue(4)
            .withDescription("Parked batches of one moniker that are attempted at a time.");

    public static final ConfigOption<Duration> COMMIT_TIMEOUT = ConfigOptions.key("delivery.commit-timeout")
            .durationType()
            .defaultValue(Duration.ofMillis(200))
            .withDescription(
                    "Time for committing a checkpoint's batches, after which those that are left are late and go on"
                            + " aside. The next checkpoint, and so acknowledgements, wait meanwhile.");

    public static final ConfigOption<Duration> STAGE_TIMEOUT = ConfigOptions.key("delivery.stage-timeout")
            .durationType()
            .defaultValue(Duration.ofMinutes(2))
            .withDescription("Time for staging one batch, after which it is parked and staged again later.");

    public static final ConfigOption<Duration> DRAIN_TIMEOUT = ConfigOptions.key("delivery.drain-timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(30))
            .withDescription(
                    "How long a job whose input has ended waits for batches being staged, and then for their commits.");

    public static final ConfigOption<Integer> BREAKER_FAILURES = ConfigOptions.key("delivery.breaker-failures")
            .intType()
            .defaultValue(3)
            .withDescription("Failures in a row after which a destination is left alone for a while.");

    public static final ConfigOption<Duration> MIN_BACKOFF = ConfigOptions.key("delivery.min-backoff")
            .durationType()
            .defaultValue(Duration.ofSeconds(1))
            .withDescription("Pause after a first failure; doubled with each further one, plus jitter.");

    public static final ConfigOption<Duration> MAX_BACKOFF = ConfigOptions.key("delivery.max-backoff")
            .durationType()
            .defaultValue(Duration.ofMinutes(2))
            .withDescription("Longest pause between two attempts.");

    private DeliveryOptions() {}
}
