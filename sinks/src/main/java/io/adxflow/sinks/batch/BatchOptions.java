package io.adxflow.sinks.batch;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** How large and how old batches and segments become. */
public final class BatchOptions {
    public static final ConfigOption<MemorySize> MAX_SIZE = ConfigOptions.key("batch.max-size")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(256))
            .withDescription("Bytes of CSV, before compression, at which a batch is sealed. Azure Data Explorer"
                    + " ingests 100 MB to 1 GB at a time best.");

    public static final ConfigOption<Duration> MAX_AGE = ConfigOptions.key("batch.max-age")
            .durationType()
            .defaultValue(Duration.ofSeconds(30))
            .withDescription("Age of its oldest row at which a batch is sealed, measured from the row's arrival.");

    public static final ConfigOption<MemorySize> MIN_SIZE = ConfigOptions.key("batch.min-size")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(1))
            .withDescription("Bytes of CSV below which a batch waits for batch.small-max-age: creating a file costs"
                    + " more than receiving the few rows in it.");

    public static final ConfigOption<Duration> SMALL_MAX_AGE = ConfigOptions.key("batch.small-max-age")
            .durationType()
            .noDefaultValue()
            .withDescription("batch.max-age for batches below batch.min-size. Unless set: twice batch.max-age.");

    public static final ConfigOption<MemorySize> SEGMENT_MAX_SIZE = ConfigOptions.key("segment.max-size")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(64))
            .withDescription("Bytes at which a segment file is closed and a new one begun. A file is deleted when all"
                    + " batches with a slice in it are delivered.");

    private BatchOptions() {}
}
