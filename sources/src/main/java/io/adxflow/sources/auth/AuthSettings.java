package io.adxflow.sources.auth;

import io.adxflow.sources.auth.jwt.JwtSettings;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.ReadableConfig;
import org.jspecify.annotations.Nullable;

/**
 * What {@link AuthOptions} say, checked.
 *
 * @param jwt null when no issuer's tokens are taken
 */
public record AuthSettings(Duration gracePeriod, int maxFailuresPerAddress, @Nullable JwtSettings jwt)
        implements Serializable {

    /** @throws IllegalArgumentException for the first value that cannot be; the message names its option */
    public static AuthSettings from(ReadableConfig config) {
        return new AuthSettings(
                config.get(AuthOptions.GRACE_PERIOD),
                config.get(AuthOptions.MAX_FAILURES_PER_ADDRESS),
                JwtSettings.from(config));
    }
}
