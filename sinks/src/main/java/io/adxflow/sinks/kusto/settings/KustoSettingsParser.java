package io.adxflow.sinks.kusto.settings;

import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.kusto.settings.KustoSettings.Confirm;
import io.adxflow.sinks.kusto.settings.KustoSettings.Identity;
import io.adxflow.sinks.kusto.settings.KustoSettings.Mode;
import io.adxflow.sinks.kusto.settings.KustoSettings.Policies;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/** Makes {@link KustoSettings} of a moniker's options, and lists all that is wrong with them. For one use. */
public final class KustoSettingsParser {
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

    private final MonikerSpec moniker;
    private final List<String> problems = new ArrayList<>();
    private @Nullable KustoSettings settings;

    public KustoSettingsParser(MonikerSpec moniker) {
        this.moniker = moniker;
    }

    /** All problems, each beginning with its option's name; empty when there are none. */
    public List<String> problems() {
        if (settings == null && problems.isEmpty()) {
            settings = parse();
        }
        return problems;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException when there are problems
     */
    public KustoSettings settings() {
        List<String> found = problems();
        if (settings == null || !found.isEmpty()) {
            throw new IllegalArgumentException("moniker " + moniker.name() + ": " + String.join("; ", found));
        }
        return settings;
    }

    private KustoSettings parse() {
        refuseUnknown();
        String endpoint = endpoint("endpoint", "");
        if (endpoint.isEmpty() && problems.isEmpty()) {
            problems.add(
                    "endpoint: not set (expected: the cluster's URL, such as https://name.region.kusto.windows.net)");
        }
        String container = url("staging-container", Set.of("http", "https"));
        String sasEnv = text("staging-sas-env");
        if (container == null && sasEnv != null) {
            problems.add("staging-sas-env: set without staging-container (expected: both or none)");
        }
        Identity identity = identity(endpoint);
        if (container != null && sasEnv == null && identity.method() == AuthMethod.NONE) {
            problems.add("staging-sas-env: not set (expected: the name of an environment variable with the SAS of"
                    + " staging-container, as there is no identity with auth=none)");
        }
        return new KustoSettings(
                moniker.name(),
                endpoint,
                endpoint("ingest-endpoint", ingestEndpoint(endpoint)),
                identity,
                mode(),
                bytes("tag-min-size", "64mb", 0, Long.MAX_VALUE),
                container,
                sasEnv,
                orElse("staging-reader", "system"),
                duration("blob-retention", "7d"),
                (int) bytes("block-size", "4mb", MIN_BLOCK_BYTES, MAX_BLOCK_BYTES),
                number("parallel-blocks", 4, 64),
                number("max-concurrent-ingestions", 8, 512),
                new Confirm(
                        positive("confirm-interval", "10s"),
                        positive("confirm-timeout", "30min"),
                        number("confirm-attempts", 20, 1_000)),
                bool("create-tables", true),
                policies());
    }

    private Policies policies() {
        return new Policies(
                isSet("retention") ? duration("retention", "1d") : null,
                isSet("hot-cache") ? duration("hot-cache", "1d") : null,
                isSet("batching-max-time") ? duration("batching-max-time", "5min") : null,
                isSet("batching-max-items") ? number("batching-max-items", 500, 25_000) : null,
                isSet("batching-max-size")
                        ? (int) (bytes("batching-max-size", "1gb", 100L << 20, 4L << 30) >> 20)
                        : null);
    }

    private boolean isSet(String key) {
        return text(key) != null;
    }

    private void refuseUnknown() {
        Set<String> known = new TreeSet<>(KEYS);
        for (String key : new TreeSet<>(moniker.options().keySet())) {
            if (!known.contains(key)) {
                problems.add(key + ": unknown (expected: one of " + String.join(", ", known) + ")");
            } else if (text(key) == null) {
                problems.add(key + ": blank (expected: a value, or no such key)");
            }
        }
    }

    private String endpoint(String key, String otherwise) {
        String text = url(key, Set.of("http", "https"));
        if (text == null) {
            return otherwise;
        }
        URI uri = URI.create(text);
        if (!uri.getPath().isEmpty() && !uri.getPath().equals("/")) {
            problems.add(key + ": " + text + " (expected: a URL without a path)");
        }
        if (!uri.getScheme().equals("https") && !isLoopback(uri.getHost())) {
            problems.add(
                    key + ": " + text + " (expected: https; http is for localhost only, as tokens would be readable)");
        }
        return text;
    }

    /** A URL without user, query or slash at the end, in lower case up to its path. Null when unset or wrong. */
    private @Nullable String url(String key, Set<String> schemes) {
        String text = text(key);
        if (text == null) {
            return null;
        }
        // Not repeated in messages: a SAS may have been put here by mistake.
        String shown = text.contains("?") ? text.substring(0, text.indexOf('?')) + "?..." : text;
        try {
            URI uri = URI.create(text);
            if (uri.getScheme() == null || uri.getHost() == null || !schemes.contains(uri.getScheme())) {
                problems.add(key + ": " + shown + " (expected: a URL, such as https://host)");
                return null;
            }
            if (uri.getRawQuery() != null || uri.getUserInfo() != null || uri.getFragment() != null) {
                problems.add(
                        key + ": " + shown + " (expected: a URL without a query; a SAS is named by staging-sas-env)");
                return null;
            }
        } catch (IllegalArgumentException e) {
            problems.add(key + ": " + shown + " (expected: a URL, such as https://host)");
            return null;
        }
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
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
        if (isLoopback(host) || host.startsWith("ingest-")) {
            return endpoint;
        }
        return endpoint.replaceFirst("://", "://ingest-");
    }

    private Identity identity(String endpoint) {
        boolean plain = endpoint.startsWith("http://");
        String text = text("auth");
        AuthMethod method = text == null ? AuthMethod.NONE : AuthMethod.of(text);
        if (method == null) {
            problems.add("auth: " + text + " (expected: one of " + String.join(", ", AuthMethod.texts()) + ")");
            method = AuthMethod.NONE;
        } else if (plain && method != AuthMethod.NONE) {
            problems.add("auth: " + text + " (expected: none with http, over which no token is sent)");
        } else if (!plain && !endpoint.isEmpty() && method == AuthMethod.NONE) {
            problems.add("auth: " + (text == null ? "not set" : text)
                    + " (expected: who to be with https, one of workload-identity, managed-identity, client-secret,"
                    + " client-certificate, azure-cli)");
        }
        Identity identity = new Identity(
                method,
                text("tenant-id"),
                text("client-id"),
                text("client-secret-env"),
                text("client-secret-file"),
                text("certificate-file"),
                url("authority", Set.of("https")));
        boolean secret = method == AuthMethod.CLIENT_SECRET;
        boolean certificate = method == AuthMethod.CLIENT_CERTIFICATE;
        if (secret || certificate) {
            require("tenant-id", identity.tenantId(), method);
            require("client-id", identity.clientId(), method);
        }
        if (secret && (identity.secretEnv() == null) == (identity.secretFile() == null)) {
            problems.add((identity.secretEnv() == null
                            ? "client-secret-env: not set"
                            : "client-secret-env: set with client-secret-file")
                    + " (expected: with auth=client-secret, either client-secret-env, the name of an environment variable,"
                    + " or client-secret-file)");
        }
        if (certificate) {
            require("certificate-file", identity.certificateFile(), method);
        }
        return identity;
    }

    private void require(String key, @Nullable String value, AuthMethod method) {
        if (value == null) {
            problems.add(key + ": not set (expected: a value, with auth=" + method.text() + ")");
        }
    }

    private Mode mode() {
        String text = orElse("mode", "queued");
        for (Mode mode : Mode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
                return mode;
            }
        }
        problems.add("mode: " + text + " (expected: queued or direct)");
        return Mode.QUEUED;
    }

    private long bytes(String key, String otherwise, long min, long max) {
        long bytes = parsed(key, otherwise, "a size, such as 4mb", text -> MemorySize.parse(text)
                .getBytes());
        if (bytes < min || bytes > max) {
            problems.add(key + ": " + text(key) + " (expected: " + new MemorySize(min).toHumanReadableString() + " to "
                    + new MemorySize(max).toHumanReadableString() + ")");
        }
        return bytes;
    }

    private Duration duration(String key, String otherwise) {
        return parsed(key, otherwise, "a duration, such as 7d", TimeUtils::parseDuration);
    }

    private Duration positive(String key, String otherwise) {
        Duration duration = duration(key, otherwise);
        if (duration.toMillis() < 1) {
            problems.add(key + ": " + text(key) + " (expected: more than nothing)");
        }
        return duration;
    }

    private int number(String key, int otherwise, int max) {
        int number = parsed(key, String.valueOf(otherwise), "a whole number", Integer::valueOf);
        if (number < 1 || number > max) {
            problems.add(key + ": " + number + " (expected: 1 to " + max + ")");
        }
        return number;
    }

    private boolean bool(String key, boolean otherwise) {
        String text = text(key);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            problems.add(key + ": " + text + " (expected: true or false)");
        }
        return text == null ? otherwise : Boolean.parseBoolean(text);
    }

    private <T> T parsed(String key, String otherwise, String expected, Function<String, T> parser) {
        String text = text(key);
        if (text != null) {
            try {
                return parser.apply(text);
            } catch (IllegalArgumentException e) {
                problems.add(key + ": " + text + " (expected: " + expected + ")");
            }
        }
        return parser.apply(otherwise);
    }

    private String orElse(String key, String otherwise) {
        String text = text(key);
        return text == null ? otherwise : text;
    }

    private @Nullable String text(String key) {
        String text = moniker.options().get(key);
        return text == null || text.isBlank() ? null : text.strip();
    }
}
