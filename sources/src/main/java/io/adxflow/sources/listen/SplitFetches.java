package io.adxflow.sources.listen;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The splits that one reader reads now, each in a thread of its own, and what has come of them, in turn. Used by the task's thread. */
final class SplitFetches implements AutoCloseable {
    private final ListenSettings settings;
    private final Runnable available;
    private final Function<String, Runnable> failed;
    private final Map<String, Feeds> feeds = new HashMap<>();
    private final Map<String, SplitFetch> fetches = new LinkedHashMap<>();
    private final Map<String, ListenSplit> splits = new HashMap<>();

    /** Something that came of a split: a {@link Feed.Part}, a {@link Feed.Unreadable} or a {@link SplitFetch.End}. */
    record Next(ListenSplit split, Object what) {}

    /**
     * Of one reader.
     *
     * @param available told, by other threads, when there is something to poll
     * @param failed by input, told of each failure that is tried again
     */
    SplitFetches(ListenSettings settings, Runnable available, Function<String, Runnable> failed) {
        this.settings = settings;
        this.available = available;
        this.failed = failed;
    }

    void begin(ListenSplit split) {
        String id = split.splitId();
        splits.put(id, split);
        SplitFetch fetch = new SplitFetch(split, feeds(split.input()), available, failed.apply(split.input()));
        fetches.put(id, fetch);
        fetch.start();
    }

    private Feeds feeds(String input) {
        return feeds.computeIfAbsent(input, name -> {
            try {
                return settings.kinds().feeds(settings.input(name));
            } catch (Exception e) {
                throw new IllegalStateException("listen." + name + " cannot be opened: " + e.getMessage(), e);
            }
        });
    }

    boolean hasNext() {
        return fetches.values().stream().anyMatch(SplitFetch::hasNext);
    }

    /** What has come, or null. */
    @Nullable
    Next poll() {
        for (String id : List.copyOf(fetches.keySet())) {
            SplitFetch fetch = fetches.get(id);
            ListenSplit split = splits.get(id);
            Object what = fetch == null ? null : fetch.poll();
            if (fetch != null && split != null && what != null) {
                // Behind the others, so that each has its turn.
                fetches.remove(id);
                fetches.put(id, fetch);
                return new Next(split, what);
            }
        }
        return null;
    }

    /** Reads no more of a split. */
    void end(String id) {
        splits.remove(id);
        SplitFetch fetch = fetches.remove(id);
        if (fetch != null) {
            fetch.close();
        }
    }

    @Override
    public void close() throws Exception {
        fetches.values().forEach(SplitFetch::close);
        for (Feeds each : feeds.values()) {
            each.close();
        }
    }
}
