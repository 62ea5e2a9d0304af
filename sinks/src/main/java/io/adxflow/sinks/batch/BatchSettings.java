package io.adxflow.sinks.batch;

import io.adxflow.sinks.storage.StorageSettings;
import java.io.Serializable;
import org.apache.flink.configuration.ReadableConfig;

/** What the batcher needs of {@link BatchOptions}, typed. Sizes are bytes. */
public record BatchSettings(StorageSettings storage, long maxSize, long segmentMaxSize) implements Serializable {

    public static BatchSettings from(ReadableConfig config) {
        return new BatchSettings(
                StorageSettings.from(config),
                config.get(BatchOptions.MAX_SIZE).getBytes(),
                config.get(BatchOptions.SEGMENT_MAX_SIZE).getBytes());
    }
}
