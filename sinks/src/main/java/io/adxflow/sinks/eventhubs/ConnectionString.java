package io.adxflow.sinks.eventhubs;

import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.azure.Credentials;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.eventhubs.HubSettings.Access;
import io.adxflow.sinks.storage.FileFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A connection string of Event Hubs ({@code Endpoint=sb://host/;SharedAccessKeyName=…;SharedAccessKey=…}), which is the password of
 * the user {@code $ConnectionString} over Kafka's protocol. Shows no secret.
 */
final class ConnectionString {
    private final String text;
    private final String servers;

    private ConnectionString(String text, String servers) {
        this.text = text;
        this.servers = servers;
    }

    /**
     * Reads it where the configuration says, each time anew, so that one which was renewed is seen; null when there is none.
     *
     * @throws AzureFailure when it is not there, or none
     */
    static @Nullable ConnectionString read(Access access) throws AzureFailure {
        if (access.stringEnv() != null) {
            return parse("connection-string-env", Credentials.environment("connection-string-env", access.stringEnv()));
        }
        if (access.stringFile() == null) {
            return null;
        }
        Path file = Path.of(access.stringFile());
        try {
            return parse("connection-string-file", Files.readString(file).strip());
        } catch (IOException e) {
            throw wrong("connection-string-file: " + file + " cannot be read: " + FileFailure.words(e)
                    + " (expected: a file with the connection string, on every TaskManager)");
        }
    }

    static ConnectionString parse(String option, String text) throws AzureFailure {
        String endpoint = null;
        boolean emulator = false;
        boolean key = false;
        for (String part : text.split(";", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? "" : part.substring(0, equals).toLowerCase(Locale.ROOT);
            String value = part.substring(equals + 1);
            switch (name) {
                case "endpoint" -> endpoint = value;
                case "sharedaccesskey", "sharedaccesssignature" -> key = true;
                case "usedevelopmentemulator" -> emulator = Boolean.parseBoolean(value);
                default -> {}
            }
        }
        try {
            URI uri = endpoint == null ? null : URI.create(endpoint);
            if (uri != null && uri.getHost() != null && key) {
                // Microsoft's emulator speaks Kafka's protocol at 9092, the service at 9093.
                int port = uri.getPort() > 0 ? uri.getPort() : emulator ? 9092 : 9093;
                return new ConnectionString(text, uri.getHost() + ":" + port);
            }
        } catch (IllegalArgumentException e) {
            // Told below, without the text.
        }
        throw wrong(option + ": no connection string (expected: Endpoint=sb://<host>/;SharedAccessKeyName=<name>;"
                + "SharedAccessKey=<key>)");
    }

    /** {@code host:port} of its endpoint. */
    String servers() {
        return servers;
    }

    /** What Kafka's client is told to sign in with; a secret. */
    String jaas() {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"$ConnectionString\" password=\""
                + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\";";
    }

    @Override
    public String toString() {
        return "connection string of " + servers;
    }

    private static AzureFailure wrong(String message) {
        return new AzureFailure(FailureKind.CONFIGURATION, message, false);
    }
}
