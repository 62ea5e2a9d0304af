package io.adxflow.sources.listen;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Finds the splits of one input. Called by one thread at a time. */
public interface Discovery extends AutoCloseable {

    /**
     * Something to read.
     *
     * @param name by which it is found again: a URL, a path, a partition
     * @param etag which of the contents that it has had; empty for partitions
     * @param bytes about how large, or -1
     * @param endless whether more of it keeps coming
     * @param hints what is known of its content
     * @param receipt by which it is acknowledged when all of it is taken; empty when nobody wants to know
     */
    record Found(String name, String etag, long bytes, boolean endless, Map<String, String> hints, String receipt) {
        public Found {
            hints = Map.copyOf(hints);
        }
    }

    /**
     * What one look has found.
     *
     * @param cursors where the next look is to go on, by names of its own
     */
    record Look(List<Found> found, Map<String, Long> cursors) {
        public Look {
            found = List.copyOf(found);
            cursors = Map.copyOf(cursors);
        }
    }

    /**
     * Called once before the first look, with what a checkpoint held.
     *
     * @param unacknowledged receipts of what was found and is not taken as a whole
     */
    default void begin(Map<String, Long> cursors, Collection<String> unacknowledged) {}

    /** Looks for more; at most some thousands at a time. */
    Look look() throws Exception;

    /** What these are receipts of is taken, durably. Called again with any that it threw for. */
    default void acknowledge(List<String> receipts) throws Exception {}

    @Override
    default void close() throws Exception {}
}
