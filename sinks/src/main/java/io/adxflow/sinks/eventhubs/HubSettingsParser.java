package io.adxflow.sinks.eventhubs;

import io.adxflow.sinks.azure.AuthMethod;
import io.adxflow.sinks.azure.Identity;
import io.adxflow.sinks.azure.IdentityOptions;
import io.adxflow.sinks.azure.SettingsParser;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.eventhubs.HubSettings.Access;
import io.adxflow.sinks.events.EventShape;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes {@link HubSettings} of a moniker's options, and lists all that is wrong with them. For one use. */
final class HubSettingsParser extends SettingsParser<HubSettings> {
    private static final Set<String> KEYS = Set.of(
            "hub",
            "namespace",
            "bootstrap-servers",
            "connection-string-env",
            "connection-string-file",
            "kafka-properties-file",
            "auth",
            "tenant-id",
            "client-id",
            "client-secret-env",
            "client-secret-file",
            "certificate-file",
            "authority",
            "format",
            "key",
            "bundle-max-size",
            "max-request-size",
            "compression",
            "transactions",
            "transaction-timeout",
            "name",
            "slots",
            "request-timeout",
            "delivery-timeout",
            "buffer-memory",
            "max-concurrent-batches");

    /** Event Hubs breaks a connection off when a request is larger (Event Hubs, Kafka troubleshooting guide). */
    private static final String MAX_REQUEST = "1046528b";

    /** Of a request's bytes, what frames the events: names, lengths, headers of each event. */
    static final int FRAME_BYTES = 8 << 10;

    private static final Pattern HUB = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final Pattern SERVERS = Pattern.compile("[^,:\\s]+:\\d{1,5}(,[^,:\\s]+:\\d{1,5})*");
    private static final Duration MIN_REQUEST_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration MAX_TRANSACTION = Duration.ofMinutes(15);

    HubSettingsParser(MonikerSpec moniker) {
        super(moniker);
    }

    @Override
    protected HubSettings parse() {
        refuseUnknown(KEYS, Set.of());
        String hub = options.orElse("hub", "");
        if (!HUB.matcher(hub).matches()) {
            options.wrong("hub: " + (hub.isEmpty() ? "not set" : hub)
                    + " (expected: an event hub's or topic's name of letters, digits, '.', '_' and '-')");
        }
        int request = (int) options.bytes("max-request-size", MAX_REQUEST, 64 << 10, 1 << 30);
        int maxValue = Math.max(1, request - FRAME_BYTES);
        Duration requestTimeout = options.duration("request-timeout", "30s");
        if (requestTimeout.compareTo(MIN_REQUEST_TIMEOUT) < 0) {
            options.wrong("request-timeout: " + options.text("request-timeout")
                    + " (expected: 20s at least: Event Hubs may take that long inside)");
        }
        Duration transactionTimeout = options.positive("transaction-timeout", "2min");
        if (transactionTimeout.compareTo(MAX_TRANSACTION) > 0) {
            options.wrong("transaction-timeout: " + options.text("transaction-timeout")
                    + " (expected: 15min at most, which is what brokers allow)");
        }
        return new HubSettings(
                moniker.name(),
                hub,
                servers(),
                access(),
                new EventShape(
                        choice("format", "json", "csv").equals("json") ? EventShape.Format.JSON : EventShape.Format.CSV,
                        choice("key", "series", "table").equals("series"),
                        (int) options.bytes("bundle-max-size", "0b", 0, maxValue),
                        maxValue),
                options.bool("transactions", false),
                transactionTimeout,
                options.orElse("name", "adxflow-" + moniker.name()),
                options.number("slots", 128, 10_000),
                request,
                choice("compression", "none", "gzip", "snappy", "zstd"),
                requestTimeout,
                options.positive("delivery-timeout", "2min"),
                options.bytes("buffer-memory", "16mb", 2L * request, 1L << 30),
                options.number("max-concurrent-batches", 4, 256));
    }

    /** The first is what it is unless set. */
    private String choice(String key, String... choices) {
        String text = options.orElse(key, choices[0]);
        if (!Arrays.asList(choices).contains(text)) {
            options.wrong(key + ": " + text + " (expected: one of " + String.join(", ", choices) + ")");
        }
        return text;
    }

    private @Nullable String servers() {
        String servers = options.text("bootstrap-servers");
        String namespace = options.text("namespace");
        if (servers != null && namespace != null) {
            options.wrong("namespace: set with bootstrap-servers (expected: one of them)");
        }
        if (servers != null && !SERVERS.matcher(servers).matches()) {
            options.wrong("bootstrap-servers: " + servers + " (expected: host:port, or several with commas between)");
        }
        if (namespace != null && (namespace.contains(":") || namespace.contains("/") || !namespace.contains("."))) {
            options.wrong("namespace: " + namespace + " (expected: a host, such as name.servicebus.windows.net)");
        }
        boolean string = options.isSet("connection-string-env") || options.isSet("connection-string-file");
        if (servers == null && namespace == null && !string) {
            options.wrong("bootstrap-servers: not set (expected: one of bootstrap-servers, namespace,"
                    + " connection-string-env, connection-string-file)");
        }
        return servers != null ? servers : namespace != null ? namespace + ":9093" : null;
    }

    private Access access() {
        String env = options.text("connection-string-env");
        String file = options.text("connection-string-file");
        if (env != null && file != null) {
            options.wrong("connection-string-env: set with connection-string-file (expected: one of them)");
        }
        // Not by a URL's scheme: nothing here is one.
        Identity identity = IdentityOptions.of(options, "");
        if (identity.method() != AuthMethod.NONE && (env != null || file != null)) {
            options.wrong("auth: " + identity.method().text() + " with a connection string (expected: one of them)");
        }
        return new Access(env, file, identity, options.text("kafka-properties-file"));
    }
}
