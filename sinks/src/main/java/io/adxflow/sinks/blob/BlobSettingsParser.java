package io.adxflow.sinks.blob;

import io.adxflow.sinks.azure.AuthMethod;
import io.adxflow.sinks.azure.Identity;
import io.adxflow.sinks.azure.IdentityOptions;
import io.adxflow.sinks.azure.SettingsParser;
import io.adxflow.sinks.blob.BlobSettings.Access;
import io.adxflow.sinks.blob.BlobSettings.Format;
import io.adxflow.sinks.blob.BlobSettings.SecretPlace;
import io.adxflow.sinks.delivery.MonikerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes {@link BlobSettings} of a moniker's options, and lists all that is wrong with them. For one use. */
final class BlobSettingsParser extends SettingsParser<BlobSettings> {
    private static final Set<String> KEYS = Set.of(
            "container",
            "prefix",
            "format",
            "auth",
            "tenant-id",
            "client-id",
            "client-secret-env",
            "client-secret-file",
            "certificate-file",
            "authority",
            "sas-env",
            "sas-file",
            "connection-string-env",
            "connection-string-file",
            "hierarchical",
            "index-tags",
            "single-put-size",
            "share-below",
            "block-size",
            "parallel-blocks",
            "row-group-size",
            "timestamp-unit");
    private static final int MAX_SHARED_BYTES = 1 << 20;
    private static final int MIN_BLOCK_BYTES = 64 << 10;
    private static final int MAX_BLOCK_BYTES = 256 << 20;

    /** As Azure has it for containers. */
    private static final String CONTAINER_NAME = "[a-z0-9](-?[a-z0-9]){2,62}";

    BlobSettingsParser(MonikerSpec moniker) {
        super(moniker);
    }

    @Override
    protected BlobSettings parse() {
        refuseUnknown(KEYS, Set.of("prefix"));
        SecretPlace connectionString = secret("connection-string");
        String container = container(connectionString != null);
        Format format = format();
        long shareBelow = options.bytes("share-below", "0", 0, MAX_SHARED_BYTES);
        if (shareBelow > 0 && format == Format.PARQUET) {
            options.wrong(
                    "share-below: set with format: parquet (expected: csv, whose files may stand one behind the other)");
        }
        boolean hierarchical = options.bool("hierarchical", false);
        boolean tags = options.bool("index-tags", !hierarchical);
        if (tags && hierarchical) {
            options.wrong(
                    "index-tags: true (expected: false with hierarchical, as accounts with a hierarchical namespace have none)");
        }
        return new BlobSettings(
                moniker.name(),
                container,
                prefix(),
                format,
                access(container, connectionString),
                options.bytes("single-put-size", "256kb", 0, 64 << 20),
                shareBelow,
                (int) options.bytes("block-size", "4mb", MIN_BLOCK_BYTES, MAX_BLOCK_BYTES),
                options.number("parallel-blocks", 4, 64),
                (int) options.bytes("row-group-size", "8mb", 1 << 20, 256 << 20),
                nanoseconds(),
                tags);
    }

    private String container(boolean byName) {
        String text = options.text("container");
        if (text == null) {
            options.wrong(
                    "container: not set (expected: a container's URL, such as https://account.blob.core.windows.net/name)");
            return "";
        }
        if (byName) {
            if (!text.matches(CONTAINER_NAME)) {
                options.wrong("container: " + text.replaceFirst("\\?.*", "?...")
                        + " (expected: the container's name, as the connection string names the account)");
            }
            return text;
        }
        String url = options.url("container", Set.of("http", "https"));
        if (url == null) {
            return "";
        }
        if (url.matches("https?://[^/]+/?") || url.contains(".dfs.")) {
            options.wrong("container: " + url + " (expected: " + url.replace(".dfs.", ".blob.")
                    + (url.matches("https?://[^/]+/?") ? "/<container>" : "")
                    + "; the Blob endpoint also serves accounts with a hierarchical namespace)");
        }
        return url;
    }

    private Access access(String container, @Nullable SecretPlace connectionString) {
        SecretPlace sas = secret("sas");
        if (sas == null && connectionString == null) {
            if (container.startsWith("http://") && options.text("auth") == null) {
                options.wrong(
                        "sas-env: not set (expected: sas-env, sas-file or a connection string with http, over which no"
                                + " token is sent)");
            }
            return new Access(IdentityOptions.of(options, container), null, null);
        }
        if (sas != null && connectionString != null) {
            options.wrong(sas.option() + ": set with " + connectionString.option() + " (expected: one of them)");
        }
        if (options.text("auth") != null && !"none".equals(options.text("auth"))) {
            options.wrong(
                    "auth: " + options.text("auth") + " (expected: not set with a signature or a connection string)");
        }
        return new Access(new Identity(AuthMethod.NONE, null, null, null, null, null, null), sas, connectionString);
    }

    private @Nullable SecretPlace secret(String key) {
        String environment = options.text(key + "-env");
        String file = options.text(key + "-file");
        if (environment != null && file != null) {
            options.wrong(key + "-env: set with " + key + "-file (expected: one of them)");
        }
        if (environment != null) {
            return new SecretPlace(key + "-env", environment, true);
        }
        return file == null ? null : new SecretPlace(key + "-file", file, false);
    }

    private String prefix() {
        String text = options.orElse("prefix", "");
        String plain = text.replaceAll("^/+|/+$", "");
        List<String> wrong = new ArrayList<>();
        if (!plain.isEmpty()) {
            for (String part : plain.split("/", -1)) {
                if (part.isEmpty() || part.startsWith("_") || part.endsWith(".") || !part.matches("[\\w.=-]{1,100}")) {
                    wrong.add(part);
                }
            }
        }
        if (!wrong.isEmpty() || plain.length() > 200) {
            options.wrong("prefix: " + text
                    + " (expected: folders of letters, digits, '.', '=', '-' and '_', none that begins"
                    + " with '_' or ends with '.')");
        }
        return plain.isEmpty() ? "" : plain + "/";
    }

    private Format format() {
        String text = options.orElse("format", "csv");
        for (Format format : Format.values()) {
            if (format.text().equals(text)) {
                return format;
            }
        }
        options.wrong("format: " + text + " (expected: csv or parquet)");
        return Format.CSV;
    }

    private boolean nanoseconds() {
        String text = options.orElse("timestamp-unit", "micros");
        if (!text.equals("micros") && !text.equals("nanos")) {
            options.wrong("timestamp-unit: " + text + " (expected: micros or nanos)");
        }
        return text.equals("nanos");
    }
}
