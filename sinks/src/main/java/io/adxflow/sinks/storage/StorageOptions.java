package io.adxflow.sinks.storage;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** Where rows wait on their way, and how much of them. */
public final class StorageOptions {
    public static final ConfigOption<String> DIRECTORY = ConfigOptions.key("storage.directory")
            .stringType()
            .defaultValue("./adxflow-data")
            .withDescription("Folder of segments, body logs and dead batches: a path every TaskManager sees, or a URI"
                    + " of a file system that Flink knows (abfss://, s3://).");

    public static final ConfigOption<MemorySize> MAX_BYTES = ConfigOptions.key("storage.max-bytes")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(50 * 1024))
            .withDescription("Compressed bytes of undelivered batches that the tasks of one TaskManager may hold."
                    + " Beyond it, new requests are refused until batches are delivered.");

    public static final ConfigOption<MemorySize> MAX_BYTES_PER_MONIKER = ConfigOptions.key(
                    "storage.max-bytes-per-moniker")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(20 * 1024))
            .withDescription("The same for one moniker, so that a destination that is away cannot take all the room.");

    public static final ConfigOption<Double> MAX_UNDELIVERABLE_SHARE = ConfigOptions.key(
                    "storage.max-undeliverable-share")
            .doubleType()
            .defaultValue(0.5)
            .withDescription(
                    "Share of storage.max-bytes-per-moniker, above 0 and up to 1, for the databases of a moniker that take"
                            + " no batches while the moniker does: databases that are not there, or that we may not write to. Beyond"
                            + " it, requests for those databases are refused, and no others.");

    private StorageOptions() {}
}
