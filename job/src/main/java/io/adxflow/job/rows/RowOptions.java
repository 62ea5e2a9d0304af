package io.adxflow.job.rows;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** The options of row building. */
public final class RowOptions {
    public static final ConfigOption<MemorySize> SERIES_CACHE_SIZE = ConfigOptions.key("rows.series-cache-size")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(256))
            .withDescription(
                    "Memory of each reader for series seen before: their SeriesId and the CSV of their labels; for all"
                            + " readers of a JVM at most a sixth of its heap, by turns a quarter more. A series"
                            + " that was evicted is encoded anew when it comes again, which costs about ten times as much."
                            + " What is known of the streams of OTLP metrics takes up to a quarter of it besides.");

    public static final ConfigOption<Integer> MAX_TABLES = ConfigOptions.key("rows.max-tables")
            .intType()
            .defaultValue(10_000)
            .withDescription(
                    "Tables that the senders of one namespace may have in this process, so that one that invents metric"
                            + " names cannot fill the destination. A sender (a remote address) may make as many as are"
                            + " still free, so one alone a half of them, and whoever comes later finds room. Series and"
                            + " records of further tables are refused (400, or OTLP's partial success; the others of the"
                            + " request are written). Azure Data Explorer allows 10,000 tables a database.");

    public static final ConfigOption<Duration> TABLE_IDLE_TIME = ConfigOptions.key("rows.table-idle-time")
            .durationType()
            .defaultValue(Duration.ofHours(1))
            .withDescription("A table without rows for so long makes room for another one under rows.max-tables.");

    public static final ConfigOption<MemorySize> MAX_LABELS_SIZE = ConfigOptions.key("rows.max-labels-size")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(1))
            .withDescription(
                    "Largest value of one column, whatever its type: Labels, attributes, buckets, texts. Rows with a larger"
                            + " one go to the dead letters, whole. Azure Data Explorer stores null in place of a dynamic"
                            + " value of more than 1 MB, its default, and cuts a longer string.");

    public static final ConfigOption<String> HASH_KEY_FILE = ConfigOptions.key("rules.hash-key-file")
            .stringType()
            .defaultValue("")
            .withDescription(
                    "File with the keys for hash_hmac() and action hash of namespaces.<name>.scrub: a line id=key each, the key"
                            + " of 16 bytes or more. The first is used unless a rule names another one, so that a new key is put"
                            + " before the old one; the hash begins with the id of its key. Read when rules come into force."
                            + " Without it, what is to be hashed is masked.");

    private RowOptions() {}
}
