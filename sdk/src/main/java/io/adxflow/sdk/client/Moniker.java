package io.adxflow.sdk.client;

import java.util.Map;
import java.util.TreeMap;

/**
 * A named destination.
 *
 * @param kind such as {@code kusto}, or one that an extension brings
 * @param options what the kind needs, by key
 */
public record Moniker(String kind, Map<String, String> options) {
    public Moniker {
        options = Map.copyOf(options);
    }

    /** The same with another value of an option. */
    public Moniker with(String key, String value) {
        Map<String, String> changed = new TreeMap<>(options);
        changed.put(key, value);
        return new Moniker(kind, changed);
    }
}
