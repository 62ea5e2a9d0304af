package io.adxflow.job.self;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The options of what the job tells of itself through its own pipeline. */
public final class SelfOptions {
    public static final ConfigOption<String> NAMESPACE = ConfigOptions.key("self.namespace")
            .stringType()
            .defaultValue("")
            .withDescription(
                    "Namespace into whose tables AdxflowMetrics and AdxflowErrors each process writes its own metrics and"
                            + " errors, as if a sender had: they have its database, monikers, subscriptions and limits."
                            + " A namespace of its own is best; what concerns it alone is not told. Empty: nothing is written.");

    public static final ConfigOption<Duration> INTERVAL = ConfigOptions.key("self.interval")
            .durationType()
            .defaultValue(Duration.ofMinutes(1))
            .withDescription(
                    "Time between two reports of a process, from 10 s to 1 h. Each is a row for each metric and set of labels,"
                            + " at most 5,000, and one for each error that is new or went on.");

    private SelfOptions() {}
}
