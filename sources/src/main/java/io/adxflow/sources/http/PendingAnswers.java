package io.adxflow.sources.http;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Answers by the checkpoint they wait for. One thread changes it; any thread may ask for the size. */
final class PendingAnswers {
    private final NavigableMap<Long, List<PendingAnswer>> sealed = new TreeMap<>();
    private List<PendingAnswer> open = new ArrayList<>();
    private volatile int size;

    void add(PendingAnswer answer) {
        open.add(answer);
        resize(1);
    }

    /** What was added since the last call waits for this checkpoint, or any later one. */
    void seal(long checkpointId) {
        if (!open.isEmpty()) {
            sealed.put(checkpointId, open);
            open = new ArrayList<>();
        }
    }

    /** Oldest first. */
    List<PendingAnswer> takeCompleted(long checkpointId) {
        List<PendingAnswer> completed = new ArrayList<>();
        NavigableMap<Long, List<PendingAnswer>> covered = sealed.headMap(checkpointId, true);
        covered.values().forEach(completed::addAll);
        covered.clear();
        resize(-completed.size());
        return completed;
    }

    List<PendingAnswer> takeAll() {
        seal(Long.MAX_VALUE);
        return takeCompleted(Long.MAX_VALUE);
    }

    int size() {
        return size;
    }

    private void resize(int change) {
        int next = size + change;
        size = next;
    }
}
