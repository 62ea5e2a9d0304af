package io.adxflow.sinks.delivery;

import io.adxflow.sinks.storage.StorageSettings;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.ReadableConfig;

/** {@link DeliveryOptions}, typed, and the monikers by name. */
public record DeliverySettings(
        Map<String, MonikerSpec> monikers,
        StorageSettings storage,
        int stageThreads,
        int commitThreads,
        int parkedThreads,
        Duration commitTimeout,
        Duration stageTimeout,
        Duration drainTimeout,
        int breakerFailures,
        Duration minBackoff,
        Duration maxBackoff)
        implements Serializable {

    public static DeliverySettings from(ReadableConfig config, Map<String, MonikerSpec> monikers) {
        return new DeliverySettings(
                Map.copyOf(monikers),
                StorageSettings.from(config),
                config.get(DeliveryOptions.STAGE_THREADS),
                config.get(DeliveryOptions.COMMIT_THREADS),
                config.get(DeliveryOptions.PARKED_THREADS),
                config.get(DeliveryOptions.COMMIT_TIMEOUT),
                config.get(DeliveryOptions.STAGE_TIMEOUT),
                config.get(DeliveryOptions.DRAIN_TIMEOUT),
                config.get(DeliveryOptions.BREAKER_FAILURES),
                config.get(DeliveryOptions.MIN_BACKOFF),
                config.get(DeliveryOptions.MAX_BACKOFF));
    }
}
