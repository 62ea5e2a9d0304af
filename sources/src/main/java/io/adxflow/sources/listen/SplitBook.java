package io.adxflow.sources.listen;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The splits of one reader: how far each is read, and which are finished. A finished one stays in the state until two checkpoints that
 * hold it so are complete, and is told of at each: by the second the coordinator has heard of the first. Used by the task's thread.
 */
final class SplitBook {
    private final Map<String, ListenSplit> open = new LinkedHashMap<>();
    private final Deque<ListenSplit> blobs = new ArrayDeque<>();
    private final Map<String, ListenSplit> finished = new LinkedHashMap<>();
    private final Map<String, Integer> told = new LinkedHashMap<>();
    private final NavigableMap<Long, List<String>> finishedByCheckpoint = new TreeMap<>();

    /** Takes a split on; false when it is finished. */
    boolean add(ListenSplit split) {
        if (split.finished()) {
            finished.put(split.splitId(), split);
            return false;
        }
        open.put(split.splitId(), split);
        if (!split.endless()) {
            blobs.add(split);
        }
        return true;
    }

    /** The next blob to begin with, or null. */
    @Nullable
    ListenSplit nextBlob() {
        return blobs.poll();
    }

    int waitingBlobs() {
        return blobs.size();
    }

    void move(String id, long position) {
        open.computeIfPresent(id, (same, split) -> split.at(position));
    }

    /** How far a split is taken. */
    long position(String id) {
        ListenSplit split = open.get(id);
        return split == null ? 0 : split.position();
    }

    void finish(String id) {
        ListenSplit split = open.remove(id);
        if (split != null) {
            finished.put(id, split.atEnd());
        }
    }

    /** All splits of this reader, those that are finished and not told of yet too. */
    List<BlobKey> keys() {
        List<BlobKey> keys = new ArrayList<>();
        open.values().forEach(split -> keys.add(BlobKey.of(split)));
        finished.values().forEach(split -> keys.add(BlobKey.of(split)));
        return keys;
    }

    List<ListenSplit> snapshot(long checkpointId) {
        finishedByCheckpoint.put(checkpointId, List.copyOf(finished.keySet()));
        List<ListenSplit> all = new ArrayList<>(open.values());
        all.addAll(finished.values());
        return all;
    }

    /** What to tell the coordinator of now. */
    List<BlobKey> completed(long checkpointId) {
        List<String> ids = finishedByCheckpoint.getOrDefault(checkpointId, List.of());
        finishedByCheckpoint.headMap(checkpointId, true).clear();
        List<BlobKey> keys = new ArrayList<>();
        for (String id : ids) {
            ListenSplit split = finished.get(id);
            if (split != null) {
                keys.add(BlobKey.of(split));
                if (told.merge(id, 1, Integer::sum) > 1) {
                    finished.remove(id);
                    told.remove(id);
                }
            }
        }
        return keys;
    }

    void aborted(long checkpointId) {
        finishedByCheckpoint.remove(checkpointId);
    }
}
