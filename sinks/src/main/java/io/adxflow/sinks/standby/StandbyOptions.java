package io.adxflow.sinks.standby;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** When parked batches' bytes go to a moniker's standby, and how they come back. */
public final class StandbyOptions {
    public static final ConfigOption<Duration> AFTER = ConfigOptions.key("standby.after")
            .durationType()
            .defaultValue(Duration.ofMinutes(5))
            .withDescription(
                    "Age at which the bytes of a parked batch move to the store that monikers.<name>.standby names,"
                            + " which frees their segments.");

    public static final ConfigOption<Double> SHARE = ConfigOptions.key("standby.share")
            .doubleType()
            .defaultValue(0.5)
            .withDescription(
                    "Share of storage.max-bytes-per-moniker, above 0 and up to 1, from which on parked batches move"
                            + " whatever their age, oldest first.");

    public static final ConfigOption<MemorySize> RATE = ConfigOptions.key("standby.rate")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(64))
            .withDescription(
                    "Compressed bytes per second and moniker that are delivered from the standby store, beside fresh"
                            + " batches.");

    public static final ConfigOption<Boolean> FRESH_FIRST = ConfigOptions.key("standby.fresh-first")
            .booleanType()
            .defaultValue(false)
            .withDescription("Leave what is in the standby store alone while fresher batches of its moniker wait.");

    private StandbyOptions() {}
}
