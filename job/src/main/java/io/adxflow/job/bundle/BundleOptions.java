package io.adxflow.job.bundle;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** The options of bundling: the body log and the cutting of chunks. */
public final class BundleOptions {
    public static final ConfigOption<MemorySize> MEMORY = ConfigOptions.key("bundle.memory")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(256))
            .withDescription(
                    "Heap that rows not yet cut into chunks may hold, per JVM; at most a sixth of it all. A sample takes 20"
                            + " bytes."
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

    public static final ConfigOption<EncoderKind> CHUNK_ENCODER = ConfigOptions.key("chunk.encoder")
            .enumType(EncoderKind.class)
            .defaultValue(EncoderKind.STRUCTURED)
            .withDescription("Who deflates chunks. structured: by what is known of their rows, in less than half"
                    + " the time and to fewer bytes than the JDK's Deflater at level 1. jdk: the Deflater alone.");

    public static final ConfigOption<Integer> DEFLATE_LEVEL = ConfigOptions.key("chunk.deflate-level")
            .intType()
            .defaultValue(1)
            .withDescription(
                    "Level of the JDK's Deflater, 1 (fastest) to 9 (smallest), where chunk.encoder says that it is used.");

    public static final ConfigOption<MemorySize> LOG_FILE_SIZE = ConfigOptions.key("body-log.max-file-size")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(64))
            .withDescription(
                    "Size at which the body log goes on in another file. A file is deleted once every row in it has"
                            + " been cut into a chunk.");

    public static final ConfigOption<Boolean> ARCHIVE = ConfigOptions.key("archive.enabled")
            .booleanType()
            .defaultValue(false)
            .withDescription(
                    "Keep every accepted request body in rolling files under archive/ in storage.directory: as it came, or, of a namespace that scrubs, without what its rules take out.");

    public static final ConfigOption<String> ENCRYPTION_KEY_FILE = ConfigOptions.key("body-log.encryption-key-file")
            .stringType()
            .defaultValue("")
            .withDescription(
                    "File with the keys that encrypt the body log (AES-256-GCM): a line id=key each, the key of 16 random bytes"
                            + " or more. The first one encrypts; all of them decrypt, so that a new key is put before the old one,"
                            + " which stays until no checkpoint refers to files of its time. Empty: the body log is in clear. A log"
                            + " in clear stays readable. Read at the start.");

    private BundleOptions() {}
}
