package io.adxflow.job.control;

import io.adxflow.sources.auth.Authentication;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Who may change monikers, namespaces and subscriptions while the job runs. */
public final class ControlOptions {
    public static final ConfigOption<ControlSource> SOURCE = ConfigOptions.key("control.source")
            .enumType(ControlSource.class)
            .defaultValue(ControlSource.FILE)
            .withDescription(
                    "Who says which monikers, namespaces and subscriptions there are. file: the pipeline file, which is"
                            + " looked at again and again; a change of it is one version, applied within seconds, and a wrong one"
                            + " changes nothing. api: the file is version 1, and afterwards the API alone changes them.");

    public static final ConfigOption<Duration> WATCH_INTERVAL = ConfigOptions.key("control.watch-interval")
            .durationType()
            .defaultValue(Duration.ofSeconds(2))
            .withDescription("Time between two looks at the pipeline file, with control.source: file.");

    public static final ConfigOption<Duration> KEEP_DOCUMENTS = ConfigOptions.key("control.keep-documents")
            .durationType()
            .defaultValue(Duration.ofDays(90))
            .withDescription(
                    "Time that a control document is kept after it was written, when the newest 1,000 versions do not"
                            + " name it. Longer than the age of any checkpoint or savepoint that the job may yet be started from.");

    public static final ConfigOption<String> LISTEN = ConfigOptions.key("control.http")
            .stringType()
            .defaultValue("ops")
            .withDescription(
                    "Where the control API listens, with ./adxflow run: ops for the address of ops.http; HOST:PORT; or"
                            + " off. Unless control.authentication is require, it listens on loopback only. On a cluster,"
                            + " metrics.reporter.adxflow.control in the Flink configuration is the address.");

    public static final ConfigOption<Authentication> AUTHENTICATION = ConfigOptions.key("control.authentication")
            .enumType(Authentication.class)
            .defaultValue(Authentication.NONE)
            .withDescription(
                    "Whether the control API is for senders with senders.<name>.control alone (read to look, change to change):"
                            + " none, observe (others are counted and logged), require. On a cluster,"
                            + " metrics.reporter.adxflow.control-authentication in the Flink configuration.");

    private ControlOptions() {}
}
