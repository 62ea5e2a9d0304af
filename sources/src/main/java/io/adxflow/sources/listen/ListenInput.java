package io.adxflow.sources.listen;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing to listen to, as it is configured.
 *
 * @param namespace whose rules its rows are under
 * @param database where they go, or null for what they name themselves, or else the namespace's default
 * @param interval between two looks for more of it
 * @param remember for how long a blob is known after it was last seen
 * @param maxRemembered how many are known at most: more are not taken
 * @param options what its kind needs
 */
public record ListenInput(
        String name,
        String kind,
        String namespace,
        @Nullable String database,
        Duration interval,
        Duration remember,
        int maxRemembered,
        Map<String, String> options)
        implements Serializable {

    public ListenInput {
        options = Map.copyOf(options);
    }

    /** An option, or what it is when it is not set. */
    public String option(String key, String otherwise) {
        return options.getOrDefault(key, otherwise);
    }
}
