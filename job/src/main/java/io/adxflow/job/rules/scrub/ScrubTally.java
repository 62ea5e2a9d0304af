package io.adxflow.job.rules.scrub;

import java.util.HashMap;
import java.util.Map;

/** Counts what rules found, by rule and detector. Bounded by the rules. Used by one thread. */
public final class ScrubTally {
    /** What counts as one. */
    public record Key(String namespace, String rule, String detector) {}

    private final Map<Key, Long> counts = new HashMap<>();

    void add(Key key) {
        counts.merge(key, 1L, Long::sum);
    }

    public void clear() {
        counts.clear();
    }

    public boolean isEmpty() {
        return counts.isEmpty();
    }

    /** How many of each were found since it was cleared. */
    public Map<Key, Long> counts() {
        return counts;
    }
}
