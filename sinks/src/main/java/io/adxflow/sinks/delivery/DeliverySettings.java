package io.adxflow.sinks.delivery;

import io.adxflow.sdk.host.PluginFolder;
import io.adxflow.sinks.schema.SchemaOptions;
import io.adxflow.sinks.standby.StandbySettings;
import io.adxflow.sinks.storage.StorageSettings;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.ReadableConfig;

/**
 * {@link DeliveryOptions}, typed, and the monikers by name.
 *
 * @param monikers those that the job was submitted with
 * @param book what monikers were
 * @param plugins where kinds of monikers come from that the job does not have itself
 * @param publishedAt kinds of monikers that get rows of what versions their tables have
 */
public record DeliverySettings(
        Map<String, MonikerSpec> monikers,
        MonikerBook book,
        StorageSettings storage,
        int stageThreads,
        int commitThreads,
        int parkedThreads,
        Duration commitTimeout,
        Duration stageTimeout,
        Duration drainTimeout,
        int breakerFailures,
        Duration minBackoff,
        Duration maxBackoff,
        StandbySettings standby,
        PluginFolder plugins,
        Set<String> publishedAt)
        implements Serializable {

    /** With the defaults of what concerns standbys, and without extensions. */
    public DeliverySettings(
            Map<String, MonikerSpec> monikers,
            MonikerBook book,
            StorageSettings storage,
            int stageThreads,
            int commitThreads,
            int parkedThreads,
            Duration commitTimeout,
            Duration stageTimeout,
            Duration drainTimeout,
            int breakerFailures,
            Duration minBackoff,
            Duration maxBackoff) {
        this(
                monikers,
                book,
                storage,
                stageThreads,
                commitThreads,
                parkedThreads,
                commitTimeout,
                stageTimeout,
                drainTimeout,
                breakerFailures,
                minBackoff,
                maxBackoff,
                StandbySettings.defaults(),
                PluginFolder.NONE,
                Set.of());
    }

    /** Reads the options. */
    public static DeliverySettings from(
            ReadableConfig config, Map<String, MonikerSpec> monikers, MonikerBook book, PluginFolder plugins) {
        return new DeliverySettings(
                Map.copyOf(monikers),
                book,
                StorageSettings.from(config),
                config.get(DeliveryOptions.STAGE_THREADS),
                config.get(DeliveryOptions.COMMIT_THREADS),
                config.get(DeliveryOptions.PARKED_THREADS),
                config.get(DeliveryOptions.COMMIT_TIMEOUT),
                config.get(DeliveryOptions.STAGE_TIMEOUT),
                config.get(DeliveryOptions.DRAIN_TIMEOUT),
                config.get(DeliveryOptions.BREAKER_FAILURES),
                config.get(DeliveryOptions.MIN_BACKOFF),
                config.get(DeliveryOptions.MAX_BACKOFF),
                StandbySettings.from(config),
                plugins,
                Set.copyOf(config.get(SchemaOptions.PUBLISH_AT)));
    }
}
