package io.adxflow.job.config;

import io.adxflow.sdk.host.PluginFolder;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

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

    public static final ConfigOption<String> PLUGINS_DIR = ConfigOptions.key("plugins.dir")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Folder of extensions: each jar in it, and each folder of jars, is one, loaded apart from the"
                            + " others at the start of a process. It must be there, with the same content, on every host"
                            + " of a cluster. What cannot be loaded is told in the log, and whatever refers to it does not"
                            + " work; nothing else is touched.");

    private JobOptions() {}

    /** The folder of extensions that is set, or none. */
    public static PluginFolder plugins(ReadableConfig options) {
        return options.getOptional(PLUGINS_DIR)
                .filter(path -> !path.isBlank())
                .map(path -> new PluginFolder(
                        Path.of(path.strip()).toAbsolutePath().normalize().toString()))
                .orElse(PluginFolder.NONE);
    }
}
