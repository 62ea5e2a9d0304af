package io.adxflow.sinks.kusto.tables;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets what was not used for longest when it is full. Not thread-safe. */
final class LruMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int maxSize;

    LruMap(int maxSize) {
        super(16, 0.75f, true);
        this.maxSize = maxSize;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > maxSize;
    }
}
