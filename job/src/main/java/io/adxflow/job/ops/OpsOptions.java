package io.adxflow.job.ops;

import io.adxflow.sources.auth.Authentication;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The options of the ops endpoint. */
public final class OpsOptions {
    public static final ConfigOption<String> LISTEN = ConfigOptions.key("ops.http")
            .stringType()
            .defaultValue("127.0.0.1:9202")
            .withDescription(
                    "HOST:PORT of the page that shows the pipeline, its status and graph, health, readiness and Prometheus metrics.");

    public static final ConfigOption<Authentication> AUTHENTICATION = ConfigOptions.key("ops.authentication")
            .enumType(Authentication.class)
            .defaultValue(Authentication.NONE)
            .withDescription(
                    "Whether ops.http, health and readiness excepted, is for senders with senders.<name>.control alone:"
                            + " none, observe (others are counted and logged), require.");

    private OpsOptions() {}
}
