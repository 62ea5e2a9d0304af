package io.adxflow.sources.auth.jwt;

import io.adxflow.sources.auth.AuthOptions;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.jspecify.annotations.Nullable;

/**
 * Whose JSON Web Tokens are taken, checked; see {@link AuthOptions}.
 *
 * @param jwks https URL, http URL of loopback, or absolute path
 * @param namespacesClaim empty for none
 */
public record JwtSettings(
        List<String> issuers,
        List<String> audiences,
        String jwks,
        List<String> algorithms,
        Duration refreshInterval,
        String namespacesClaim,
        Duration clockSkew)
        implements Serializable {
    private static final Set<String> KNOWN_ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    /**
     * Null when no issuer is named.
     *
     * @throws IllegalArgumentException for the first value that cannot be; the message names its option
     */
    public static @Nullable JwtSettings from(ReadableConfig config) {
        List<String> issuers = List.copyOf(config.get(AuthOptions.JWT_ISSUERS));
        if (issuers.isEmpty()) {
            return null;
        }
        List<String> audiences = List.copyOf(config.get(AuthOptions.JWT_AUDIENCES));
        check(
                !audiences.isEmpty(),
                AuthOptions.JWT_AUDIENCES,
                "none",
                "at least one, as the issuer's tokens for others would be taken else");
        String jwks = config.get(AuthOptions.JWT_JWKS).strip();
        check(
                jwks.startsWith("/") || jwks.startsWith("https://") || isLoopback(jwks),
                AuthOptions.JWT_JWKS,
                jwks.isEmpty() ? "none" : jwks,
                "an https URL, an http URL of loopback, or the absolute path of a file");
        List<String> algorithms = List.copyOf(config.get(AuthOptions.JWT_ALGORITHMS));
        for (String algorithm : algorithms) {
            check(
                    KNOWN_ALGORITHMS.contains(algorithm),
                    AuthOptions.JWT_ALGORITHMS,
                    algorithm,
                    "RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 or ES512");
        }
        check(!algorithms.isEmpty(), AuthOptions.JWT_ALGORITHMS, "none", "at least one");
        return new JwtSettings(
                issuers,
                audiences,
                jwks,
                algorithms,
                config.get(AuthOptions.JWT_JWKS_REFRESH),
                config.get(AuthOptions.JWT_NAMESPACE_CLAIM).strip(),
                config.get(AuthOptions.JWT_CLOCK_SKEW));
    }

    private static boolean isLoopback(String url) {
        if (!url.startsWith("http://")) {
            return false;
        }
        try {
            String host = URI.create(url).getHost();
            return host != null && (host.equals("localhost") || host.equals("[::1]") || host.matches("127\\.[0-9.]+"));
        } catch (IllegalArgumentException noUrl) {
            return false;
        }
    }

    private static void check(boolean holds, ConfigOption<?> option, String value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(option.key() + ": " + value + " (expected: " + expected + ")");
        }
    }
}
