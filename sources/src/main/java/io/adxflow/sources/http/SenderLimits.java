package io.adxflow.sources.http;

import io.adxflow.sources.connections.Networks;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What one sender may do, checked.
 *
 * @param headerTimeout for a request's first line and headers
 * @param connections from one address
 * @param loadBalancers whose addresses {@code connections} does not hold for
 * @param corsOrigins pages that browsers may send from
 */
public record SenderLimits(Duration headerTimeout, int connections, Networks loadBalancers, CorsOrigins corsOrigins)
        implements Serializable {

    /** @throws IllegalArgumentException for the first value that is none; the message names key and value */
    static SenderLimits from(ReadableConfig config) {
        return new SenderLimits(
                IngestSettings.duration(config, IngestOptions.HEADER_TIMEOUT, Duration.ofMillis(1)),
                IngestSettings.count(config, IngestOptions.MAX_CONNECTIONS_PER_ADDRESS),
                parsed(config, IngestOptions.LOAD_BALANCERS, Networks::parse),
                parsed(config, IngestOptions.CORS_ORIGINS, CorsOrigins::parse));
    }

    private interface Parser<T> {
        T parse(List<String> texts);
    }

    private static <T> T parsed(ReadableConfig config, ConfigOption<List<String>> option, Parser<T> parser) {
        try {
            return parser.parse(config.get(option));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option.key() + ": " + e.getMessage(), e);
        }
    }
}
