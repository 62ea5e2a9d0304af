package io.adxflow.job.ops;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The options of the ops endpoint. */
public final class OpsOptions {
    public static final ConfigOption<String> LISTEN = ConfigOptions.key("ops.http")
            .stringType()
            .defaultValue("127.0.0.1:9202")
            .withDescription("HOST:PORT of health, readiness and Prometheus metrics.");

    private OpsOptions() {}
}
