package io.adxflow.job.config;

import java.util.List;

/**
 * A key with the value that holds, for people to look at. Secrets are not in it: {@link SecretValues} takes their place.
 *
 * @param key dotted
 * @param value a {@code String}, a {@code List} of them, or a {@code List} of maps from keys to values of these three
 * @param origin where it was set: {@code pipeline.yaml:12}, {@code ADXFLOW_BATCH_MAX_AGE}, {@code --set}; or {@link #DEFAULT}
 */
public record EffectiveSetting(String key, Object value, String origin) {
    /** The origin of what nobody set. */
    public static final String DEFAULT = "default";

    /** Whether nobody set it. */
    public boolean isDefault() {
        return origin.equals(DEFAULT);
    }

    /** The value on one line. */
    public String text() {
        return value instanceof List<?> list
                ? String.join(", ", list.stream().map(String::valueOf).toList())
                : String.valueOf(value);
    }
}
