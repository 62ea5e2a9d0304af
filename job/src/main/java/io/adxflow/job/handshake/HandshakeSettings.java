package io.adxflow.job.handshake;

import io.adxflow.job.handshake.HandshakeOptions.UnknownNamespace;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.auth.AuthOptions;
import io.adxflow.sources.http.IngestSettings;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What {@link HandshakeOptions} say, checked.
 *
 * @param publicUrl without a slash at its end; empty for the listener itself, as is {@code publicGrpc}
 * @param keys a file, or empty for one below the storage directory
 * @param ingest the listeners that senders are sent to
 * @param storage where the state is kept
 */
public record HandshakeSettings(
        String publicUrl,
        String publicGrpc,
        Duration tokenLifetime,
        Duration tokenGrace,
        Duration enrolmentLifetime,
        String keys,
        UnknownNamespace unknownNamespace,
        int maxAgents,
        int maxMessageBytes,
        int maxRate,
        int canaries,
        Duration canaryTime,
        IngestSettings ingest,
        StorageSettings storage)
        implements Serializable {
    private static final Duration LEAST_LIFETIME = Duration.ofSeconds(10);

    /** @throws IllegalArgumentException for the first value out of its range; the message names key and value */
    public static HandshakeSettings from(ReadableConfig config) {
        return new HandshakeSettings(
                url(config),
                grpc(config),
                lifetime(config, HandshakeOptions.TOKEN_LIFETIME),
                config.get(AuthOptions.GRACE_PERIOD),
                lifetime(config, HandshakeOptions.ENROLMENT_LIFETIME),
                config.get(HandshakeOptions.KEYS).strip(),
                config.get(HandshakeOptions.UNKNOWN_NAMESPACE),
                config.get(HandshakeOptions.MAX_AGENTS),
                (int) Math.min(
                        Integer.MAX_VALUE - 64,
                        config.get(HandshakeOptions.MAX_MESSAGE_SIZE).getBytes()),
                config.get(HandshakeOptions.MAX_RATE),
                config.get(HandshakeOptions.CANARIES),
                config.get(HandshakeOptions.CANARY_TIME),
                IngestSettings.from(config),
                StorageSettings.from(config));
    }

    private static String url(ReadableConfig config) {
        String text = config.get(HandshakeOptions.PUBLIC_URL).strip();
        if (text.isEmpty()) {
            return "";
        }
        String complaint = HandshakeOptions.PUBLIC_URL.key() + ": " + text
                + " (expected: http:// or https://, a host, and no query, as https://ingest.example.com)";
        try {
            URI uri = URI.create(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (!web || uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
                throw new IllegalArgumentException(complaint);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(complaint, e);
        }
        return text.replaceFirst("/+$", "");
    }

    private static String grpc(ReadableConfig config) {
        String text = config.get(HandshakeOptions.PUBLIC_GRPC).strip();
        if (!text.isEmpty()
                && !text.matches("(https?://)?[^/\\s:]+:\\d{1,5}|(https?://)?\\[[0-9a-fA-F:.]+]:\\d{1,5}")) {
            throw new IllegalArgumentException(HandshakeOptions.PUBLIC_GRPC.key() + ": " + text
                    + " (expected: host:port, as ingest.example.com:4317)");
        }
        return text;
    }

    private static Duration lifetime(ReadableConfig config, ConfigOption<Duration> option) {
        Duration value = config.get(option);
        if (value.compareTo(LEAST_LIFETIME) < 0) {
            throw new IllegalArgumentException(option.key() + ": " + value.toMillis() + " ms (expected: at least "
                    + LEAST_LIFETIME.toSeconds() + " s)");
        }
        return value;
    }
}
