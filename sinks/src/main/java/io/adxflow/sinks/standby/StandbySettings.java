package io.adxflow.sinks.standby;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.ReadableConfig;

/**
 * {@link StandbyOptions}, typed.
 *
 * @param share above 0 and up to 1
 * @param bytesPerSecond at least 1
 */
public record StandbySettings(Duration after, double share, long bytesPerSecond, boolean freshFirst)
        implements Serializable {
    public StandbySettings {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    StandbyOptions.SHARE.key() + ": " + share + " (expected: above 0 and up to 1)");
        }
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException(
                    StandbyOptions.RATE.key() + ": " + bytesPerSecond + " (expected: more than nothing)");
        }
    }

    /** With the options' defaults. */
    public static StandbySettings defaults() {
        return new StandbySettings(
                StandbyOptions.AFTER.defaultValue(),
                StandbyOptions.SHARE.defaultValue(),
                StandbyOptions.RATE.defaultValue().getBytes(),
                StandbyOptions.FRESH_FIRST.defaultValue());
    }

    public static StandbySettings from(ReadableConfig config) {
        return new StandbySettings(
                config.get(StandbyOptions.AFTER),
                config.get(StandbyOptions.SHARE),
                config.get(StandbyOptions.RATE).getBytes(),
                config.get(StandbyOptions.FRESH_FIRST));
    }
}
