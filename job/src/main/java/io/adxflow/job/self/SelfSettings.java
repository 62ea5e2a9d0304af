package io.adxflow.job.self;

import io.adxflow.job.config.EntityNames;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Where to the job tells of itself, and how often.
 *
 * @param namespace empty when it does not
 */
public record SelfSettings(String namespace, long intervalMillis) implements Serializable {
    private static final Duration LEAST = Duration.ofSeconds(10);
    private static final Duration MOST = Duration.ofHours(1);

    /** @throws IllegalArgumentException when a value cannot be; the message names its option */
    public static SelfSettings from(ReadableConfig config) {
        String namespace = config.get(SelfOptions.NAMESPACE).strip();
        if (!namespace.isEmpty() && !EntityNames.isValid(namespace)) {
            throw new IllegalArgumentException(
                    SelfOptions.NAMESPACE.key() + ": '" + namespace + "' is not a name (expected: one of namespaces)");
        }
        Duration interval = config.get(SelfOptions.INTERVAL);
        if (interval.compareTo(LEAST) < 0 || interval.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    SelfOptions.INTERVAL.key() + ": " + interval + " (expected: from 10 s to 1 h)");
        }
        return new SelfSettings(namespace, interval.toMillis());
    }

    /** Whether it tells of itself at all. */
    public boolean isOn() {
        return !namespace.isEmpty();
    }
}
