package io.adxflow.sinks.storage;

import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import org.apache.flink.configuration.ReadableConfig;

/**
 * {@link StorageOptions}, typed.
 *
 * @param directory absolute
 * @param maxUndeliverableShare of {@code maxBytesPerMoniker}, above 0 and up to 1
 */
public record StorageSettings(URI directory, long maxBytes, long maxBytesPerMoniker, double maxUndeliverableShare)
        implements Serializable {

    public StorageSettings {
        if (!(maxUndeliverableShare > 0 && maxUndeliverableShare <= 1)) {
            throw new IllegalArgumentException(StorageOptions.MAX_UNDELIVERABLE_SHARE.key() + ": "
                    + maxUndeliverableShare + " (expected: above 0 and up to 1)");
        }
    }

    /** With the share's default. */
    public StorageSettings(URI directory, long maxBytes, long maxBytesPerMoniker) {
        this(directory, maxBytes, maxBytesPerMoniker, StorageOptions.MAX_UNDELIVERABLE_SHARE.defaultValue());
    }

    public static StorageSettings from(ReadableConfig config) {
        return new StorageSettings(
                absolute(config.get(StorageOptions.DIRECTORY)),
                config.get(StorageOptions.MAX_BYTES).getBytes(),
                config.get(StorageOptions.MAX_BYTES_PER_MONIKER).getBytes(),
                config.get(StorageOptions.MAX_UNDELIVERABLE_SHARE));
    }

    /** What a moniker's undeliverable databases may hold together, bytes. */
    long maxUndeliverableBytes() {
        return (long) (maxBytesPerMoniker * maxUndeliverableShare);
    }

    /** The store of the segments. */
    public AppendStore segments() {
        return folder("segments");
    }

    /** The store of what no destination will ever take. */
    public AppendStore deadBatches() {
        return folder("dead-batches");
    }

    /** A folder below the directory, as a store. */
    public AppendStore folder(String name) {
        return AppendStores.open(below(name));
    }

    /** The URI of a folder below the directory. */
    public URI below(String name) {
        String base = directory.toString();
        return URI.create((base.endsWith("/") ? base : base + "/") + name);
    }

    private static URI absolute(String directory) {
        if (directory.contains("://") || directory.startsWith("file:")) {
            return URI.create(directory);
        }
        return Path.of(directory).toAbsolutePath().normalize().toUri();
    }
}
