package io.adxflow.sinks.cosmos;

import io.adxflow.sinks.azure.AuthMethod;
import io.adxflow.sinks.azure.Identity;
import io.adxflow.sinks.azure.IdentityOptions;
import io.adxflow.sinks.azure.SettingsParser;
import io.adxflow.sinks.cosmos.CosmosSettings.Partitions;
import io.adxflow.sinks.delivery.MonikerSpec;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes {@link CosmosSettings} of a moniker's options, and lists all that is wrong with them. For one use. */
final class CosmosSettingsParser extends SettingsParser<CosmosSettings> {
    private static final Set<String> KEYS = Set.of(
            "endpoint",
            "key-env",
            "key-file",
            "auth",
            "tenant-id",
            "client-id",
            "client-secret-env",
            "client-secret-file",
            "certificate-file",
            "authority",
            "database",
            "container",
            "partition-key",
            "request-units",
            "max-row-rate",
            "max-concurrent-batches");
    private static final String COLUMN = "column:";

    CosmosSettingsParser(MonikerSpec moniker) {
        super(moniker);
    }

    @Override
    protected CosmosSettings parse() {
        refuseUnknown(KEYS, Set.of());
        String endpoint = options.url("endpoint", Set.of("https"));
        if (endpoint == null && !options.isSet("endpoint")) {
            options.wrong("endpoint: not set (expected: the account's URL, such as https://name.documents.azure.com)");
        }
        String rule = options.orElse("partition-key", "series");
        return new CosmosSettings(
                moniker.name(),
                endpoint == null ? "" : endpoint,
                options.text("key-env"),
                options.text("key-file"),
                identity(endpoint),
                name("database"),
                name("container"),
                partitions(rule),
                rule.startsWith(COLUMN) ? rule.substring(COLUMN.length()) : "",
                options.isSet("request-units") ? options.number("request-units", 400, 10_000_000) : 0,
                options.number("max-row-rate", 1_000, 1_000_000),
                options.number("max-concurrent-batches", 2, 64));
    }

    private Identity identity(@Nullable String endpoint) {
        boolean env = options.isSet("key-env");
        boolean file = options.isSet("key-file");
        if (env && file) {
            options.wrong("key-env: set with key-file (expected: one of them)");
        }
        boolean key = env || file;
        Identity identity = IdentityOptions.of(
                options, key || endpoint == null ? "" : URI.create(endpoint).toString());
        if (key && identity.method() != AuthMethod.NONE) {
            options.wrong("auth: " + identity.method().text() + " with a key (expected: one of them)");
        }
        return identity;
    }

    private String name(String key) {
        String text = options.orElse(key, "");
        if (text.isEmpty() || text.length() > 255 || !text.chars().allMatch(c -> "/\\?#".indexOf(c) < 0)) {
            options.wrong(key + ": " + (text.isEmpty() ? "not set" : text)
                    + " (expected: a name of at most 255 characters without / \\ ? #)");
        }
        return text;
    }

    private Partitions partitions(String rule) {
        return switch (rule) {
            case "series" -> Partitions.SERIES;
            case "table" -> Partitions.TABLE;
            case "batch" -> Partitions.BATCH;
            default -> {
                if (!rule.startsWith(COLUMN) || rule.length() == COLUMN.length()) {
                    options.wrong("partition-key: " + rule
                            + " (expected: series, table, batch, or column: with a column's name, such as"
                            + " column:ServiceName)");
                }
                yield Partitions.COLUMN;
            }
        };
    }
}
