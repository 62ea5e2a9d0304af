package io.adxflow.job.cli;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The options of {@code ./adxflow run}: the Flink cluster inside the process. */
public final class RunOptions {
    public static final ConfigOption<String> UI_LISTEN = ConfigOptions.key("ui.http")
            .stringType()
            .defaultValue("127.0.0.1:8081")
            .withDescription("HOST:PORT of Flink's web UI and REST API, with ./adxflow run.");

    public static final ConfigOption<Integer> PARALLELISM = ConfigOptions.key("run.parallelism")
            .intType()
            .noDefaultValue()
            .withDescription("Subtasks of each operator, with ./adxflow run. By default one per core.");

    public static final ConfigOption<Duration> DRAIN_TIMEOUT = ConfigOptions.key("run.drain-timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(60))
            .withDescription(
                    "Time that SIGTERM gives ./adxflow run to commit what is open. What is not through by then stays"
                            + " in the checkpoint, and the next run continues with it.");

    private RunOptions() {}
}
