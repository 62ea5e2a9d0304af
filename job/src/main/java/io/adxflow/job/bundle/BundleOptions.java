package io.adxflow.job.bundle;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** The options of bundling: the body log and the cutting of chunks. */
public final class BundleOptions {
    public static final ConfigOption<MemorySize> MEMORY = ConfigOptions.key("bundle.memory")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(256))
            .withDescription("Heap that rows not yet cut into chunks may hold, per JVM. A sample takes 20 bytes."
                    + " When it is spent, the fullest tables are cut first, whatever their size.");

    public static final ConfigOption<MemorySize> CHUNK_SIZE = ConfigOptions.key("chunk.size")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(1))
            .withDescription("CSV bytes at which a table's rows are cut into a chunk, provided there are"
                    + " chunk.min-samples-per-series of them.");

    public static final ConfigOption<MemorySize> CHUNK_MAX_SIZE = ConfigOptions.key("chunk.max-size")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(4))
            .withDescription("CSV bytes at which a table's rows are cut into a chunk in any case.");

    public static final ConfigOption<Integer> CHUNK_MIN_DENSITY = ConfigOptions.key("chunk.min-samples-per-series")
            .intType()
            .defaultValue(8)
            .withDescription(
                    "Rows per series that a chunk should hold before it is cut at chunk.size: rows of one series"
                            + " stand together, and deflate finds nearly everything in the row before.");

    public static final ConfigOption<Integer> DEFLATE_LEVEL = ConfigOptions.key("chunk.deflate-level")
            .intType()
            .defaultValue(1)
            .withDescription("Deflate level, 1 (fastest) to 9 (smallest).");

    public static final ConfigOption<MemorySize> LOG_FILE_SIZE = ConfigOptions.key("body-log.max-file-size")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(64))
            .withDescription(
                    "Size at which the body log goes on in another file. A file is deleted once every row in it has"
                            + " been cut into a chunk.");

    public static final ConfigOption<Boolean> ARCHIVE = ConfigOptions.key("archive.enabled")
            .booleanType()
            .defaultValue(false)
            .withDescription("Keep every accepted request body, as it came, in rolling files under archive.directory.");

    private BundleOptions() {}
}
