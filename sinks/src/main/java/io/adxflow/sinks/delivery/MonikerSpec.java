package io.adxflow.sinks.delivery;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * A named destination as configured.
 *
 * @param kind which implementation delivers to it, for example {@code directory}
 * @param options what that kind needs, by key, values as text
 */
public record MonikerSpec(String name, String kind, Map<String, String> options) implements Serializable {
    /** The option, of every kind, that names the moniker where undelivered batches' bytes wait. */
    public static final String STANDBY = "standby";

    /** Without the options that every kind has: the moniker as its kind knows it. */
    public MonikerSpec ofKind() {
        if (!options.containsKey(STANDBY) && !options.containsKey(RateLimits.KEY)) {
            return this;
        }
        Map<String, String> own = new HashMap<>(options);
        own.remove(STANDBY);
        own.remove(RateLimits.KEY);
        return new MonikerSpec(name, kind, Map.copyOf(own));
    }
}
