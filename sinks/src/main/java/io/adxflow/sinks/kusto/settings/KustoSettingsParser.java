package io.adxflow.sinks.kusto.settings;

import io.adxflow.sinks.azure.AuthMethod;
import io.adxflow.sinks.azure.Identity;
import io.adxflow.sinks.azure.IdentityOptions;
import io.adxflow.sinks.azure.SettingsParser;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.kusto.settings.KustoSettings.Confirm;
import io.adxflow.sinks.kusto.settings.KustoSettings.Mode;
import io.adxflow.sinks.kusto.settings.KustoSettings.Policies;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** Makes {@link KustoSettings} of a moniker's options, and lists all that is wrong with them. For one use. */
public final class KustoSettingsParser extends SettingsParser<KustoSettings> {
    private static final Set<String> KEYS = Set.of(
            "endpoint",
            "ingest-endpoint",
            "auth",
            "tenant-id",
            "client-id",
            "client-secret-env",
            "client-secret-file",
            "certificate-file",
            "authority",
            "mode",
            "tag-min-size",
            "staging-container",
            "staging-sas-env",
            "staging-reader",
            "blob-retention",
            "block-size",
            "parallel-blocks",
            "max-concurrent-ingestions",
            "confirm-interval",
            "confirm-timeout",
            "confirm-attempts",
            "create-tables",
            "retention",
            "hot-cache",
            "batching-max-time",
            "batching-max-items",
            "batching-max-size");
    private static final int MIN_BLOCK_BYTES = 64 << 10;
    private static final int MAX_BLOCK_BYTES = 256 << 20;

    /** Before the host of the cluster's data management service. */
    private static final String INGEST_PREFIX = "ingest-";

    public KustoSettingsParser(MonikerSpec moniker) {
        super(moniker);
    }

    @Override
    protected KustoSettings parse() {
        refuseUnknown(KEYS, Set.of());
        String endpoint = endpoint("endpoint", "");
        if (endpoint.isEmpty() && options.problems().isEmpty()) {
            options.wrong(
                    "endpoint: not set (expected: the cluster's URL, such as https://name.region.kusto.windows.net)");
        }
        if (!endpoint.isEmpty() && URI.create(endpoint).getHost().startsWith(INGEST_PREFIX)) {
            options.wrong("endpoint: " + endpoint + " is where the cluster takes ingestions (expected: the engine's, "
                    + endpoint.replaceFirst(INGEST_PREFIX, "") + "; the other follows from it, or is ingest-endpoint)");
        }
        String container = options.url("staging-container", Set.of("http", "https"));
        String sasEnv = options.text("staging-sas-env");
        if (container == null && sasEnv != null) {
            options.wrong("staging-sas-env: set without staging-container (expected: both or none)");
        }
        Identity identity = IdentityOptions.of(options, endpoint);
        if (container != null && sasEnv == null && identity.method() == AuthMethod.NONE) {
            options.wrong("staging-sas-env: not set (expected: the name of an environment variable with the SAS of"
                    + " staging-container, as there is no identity with auth=none)");
        }
        return new KustoSettings(
                moniker.name(),
                endpoint,
                endpoint("ingest-endpoint", ingestEndpoint(endpoint)),
                identity,
                mode(),
                options.bytes("tag-min-size", "64mb", 0, Long.MAX_VALUE),
                container,
                sasEnv,
                options.orElse("staging-reader", "system"),
                options.duration("blob-retention", "7d"),
                (int) options.bytes("block-size", "4mb", MIN_BLOCK_BYTES, MAX_BLOCK_BYTES),
                options.number("parallel-blocks", 4, 64),
                options.number("max-concurrent-ingestions", 8, 512),
                new Confirm(
                        options.positive("confirm-interval", "10s"),
                        options.positive("confirm-timeout", "30min"),
                        options.number("confirm-attempts", 20, 1_000)),
                options.bool("create-tables", true),
                policies());
    }

    private Policies policies() {
        return new Policies(
                options.isSet("retention") ? options.duration("retention", "1d") : null,
                options.isSet("hot-cache") ? options.duration("hot-cache", "1d") : null,
                options.isSet("batching-max-time") ? options.duration("batching-max-time", "5min") : null,
                options.isSet("batching-max-items") ? options.number("batching-max-items", 500, 25_000) : null,
                options.isSet("batching-max-size")
                        ? (int) (options.bytes("batching-max-size", "1gb", 100L << 20, 4L << 30) >> 20)
                        : null);
    }

    private String endpoint(String key, String otherwise) {
        String text = options.url(key, Set.of("http", "https"));
        if (text == null) {
            return otherwise;
        }
        URI uri = URI.create(text);
        if (!uri.getPath().isEmpty() && !uri.getPath().equals("/")) {
            options.wrong(key + ": " + text + " (expected: a URL without a path)");
        }
        if (!uri.getScheme().equals("https") && !isLoopback(uri.getHost())) {
            options.wrong(
                    key + ": " + text + " (expected: https; http is for localhost only, as tokens would be readable)");
        }
        return text;
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
    }

    private static String ingestEndpoint(String endpoint) {
        if (endpoint.isEmpty()) {
            return "";
        }
        URI uri = URI.create(endpoint);
        String host = uri.getHost();
        if (isLoopback(host)) {
            return endpoint;
        }
        return endpoint.replaceFirst("://", "://" + INGEST_PREFIX);
    }

    private Mode mode() {
        String text = options.orElse("mode", "queued");
        for (Mode mode : Mode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
                return mode;
            }
        }
        options.wrong("mode: " + text + " (expected: queued or direct)");
        return Mode.QUEUED;
    }
}
