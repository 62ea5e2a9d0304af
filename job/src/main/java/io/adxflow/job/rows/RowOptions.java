package io.adxflow.job.rows;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** The options of row building. */
public final class RowOptions {
    public static final ConfigOption<MemorySize> SERIES_CACHE_SIZE = ConfigOptions.key("rows.series-cache-size")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(256))
            .withDescription(
                    "Memory of each reader for series seen before: their SeriesId and the CSV of their labels. A series"
                            + " that was evicted is encoded anew when it comes again, which costs about ten times as much.");

    public static final ConfigOption<Integer> MAX_TABLES = ConfigOptions.key("rows.max-tables")
            .intType()
            .defaultValue(20_000)
            .withDescription(
                    "Tables that a reader holds at once: those with rows in memory or series in the cache. Series of"
                            + " further tables are refused (400, the others of the request are written), so that a sender"
                            + " that invents metric names cannot fill the destination with tables.");

    public static final ConfigOption<MemorySize> MAX_LABELS_SIZE = ConfigOptions.key("rows.max-labels-size")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(1))
            .withDescription(
                    "Largest Labels value; rows of series with more go to the dead letters. Azure Data Explorer's"
                            + " default for one dynamic value is 1 MB, and it stores null in place of a larger one.");

    private RowOptions() {}
}
