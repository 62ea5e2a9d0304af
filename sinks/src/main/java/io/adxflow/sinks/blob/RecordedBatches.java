package io.adxflow.sinks.blob;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The batches that are known to have a line in the manifest, of those that were sealed since some time: so many that were read last. Not
 * thread-safe.
 */
final class RecordedBatches {
    private final int maxBatches;

    /** Batch id to when it was sealed, in the order of reading. */
    private final Map<String, Long> sealedAtMillis = new LinkedHashMap<>();

    private long sinceMillis = Long.MAX_VALUE;

    RecordedBatches(int maxBatches) {
        this.maxBatches = maxBatches;
    }

    /** Whether all that have a line are known of those that were sealed then or later; epoch milliseconds. */
    boolean isCompleteSince(long millis) {
        return millis >= sinceMillis;
    }

    /** To be followed by {@link #add} for all lines of batches that were sealed since then. */
    void begin(long millis) {
        sealedAtMillis.clear();
        sinceMillis = millis;
    }

    /** Remembers a batch that has a line, if somebody has {@linkplain #begin asked}. */
    void add(ManifestEntry entry) {
        if (sinceMillis == Long.MAX_VALUE) {
            return;
        }
        sealedAtMillis.put(entry.batchId(), entry.sealedAtMillis());
        if (sealedAtMillis.size() > maxBatches) {
            Iterator<Long> oldest = sealedAtMillis.values().iterator();
            sinceMillis = Math.max(sinceMillis, oldest.next() + 1);
            oldest.remove();
        }
    }

    boolean contains(String batchId) {
        return sealedAtMillis.containsKey(batchId);
    }
}
