package io.adxflow.sdk.client;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What senders write under one name.
 *
 * @param database the default one, or empty for the job's
 * @param monikers where all of it goes
 * @param more its other keys, such as {@code add-labels} or {@code scrub}, as maps, lists, texts, numbers and booleans
 */
public record Namespace(String database, List<String> monikers, Map<String, Object> more) {
    public Namespace {
        monikers = List.copyOf(monikers);
        more = Map.copyOf(more);
    }

    /** Without other keys. */
    public static Namespace of(String database, String... monikers) {
        return new Namespace(database, List.of(monikers), Map.of());
    }

    /** The same with another value of a key. */
    public Namespace with(String key, Object value) {
        Map<String, Object> changed = new TreeMap<>(more);
        changed.put(key, value);
        return new Namespace(database, monikers, changed);
    }
}
