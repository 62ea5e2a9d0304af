package io.adxflow.job.cli;

import io.adxflow.job.web.HostPort;
import io.adxflow.sources.auth.Authentication;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.jspecify.annotations.Nullable;

/** The options of {@code ./adxflow run}: the Flink cluster inside the process. */
public final class RunOptions {
    public static final ConfigOption<String> UI_LISTEN = ConfigOptions.key("ui.http")
            .stringType()
            .defaultValue("127.0.0.1:8081")
            .withDescription(
                    "HOST:PORT of Flink's web UI with ./adxflow run, to look at: whatever would change the job is"
                            + " refused. off for none.");

    public static final ConfigOption<Authentication> UI_AUTHENTICATION = ConfigOptions.key("ui.authentication")
            .enumType(Authentication.class)
            .defaultValue(Authentication.NONE)
            .withDescription(
                    "Whether ui.http is for senders with senders.<name>.control alone: none, observe (others are counted and"
                            + " logged), require.");

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

    /** Text of an address that is not to be listened on. */
    private static final String OFF = "off";

    private RunOptions() {}

    /**
     * The address of Flink's web UI, null when it is off.
     *
     * @throws IllegalArgumentException when it is none; the message is for users
     */
    static @Nullable HostPort uiAddress(ReadableConfig options) {
        String text = options.get(UI_LISTEN).strip();
        return text.equalsIgnoreCase(OFF) ? null : HostPort.parse(text);
    }
}
