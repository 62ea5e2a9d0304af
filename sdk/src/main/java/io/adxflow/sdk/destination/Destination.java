package io.adxflow.sdk.destination;

import java.util.Collection;
import java.util.List;

/**
 * Where batches go, in two phases. All of it is idempotent by {@link Batch#id}, may run in several threads and processes at once,
 * also for one batch, and may be interrupted. Calls block, in threads that are this destination's own; one that takes longer than
 * {@code delivery.commit-timeout} (or {@code delivery.stage-timeout}) is interrupted or left behind, and its batch is attempted again.
 */
public interface Destination extends AutoCloseable {

    /** Brings the bytes to where nobody reads them. What was staged may be lost, or never have been. */
    void stage(Batch batch, BatchContent content) throws Exception;

    /**
     * Makes the batch visible, whole and once. Looks for an earlier commit first and does nothing then, before it touches
     * {@code content}, whose bytes may be gone by then; stages again what is no longer there.
     */
    void commit(Batch batch, BatchContent content) throws Exception;

    /** Makes durable what the commits that have returned made visible. Called once after a round of them. */
    default void sync() throws Exception {}

    /** Forgets staged bytes of a batch that will not be committed. Does nothing for a batch that it does not know. */
    default void abort(Batch batch) throws Exception {}

    /** Removes what dead attempts have staged. May take staged bytes of live ones with it. */
    default void sweep() throws Exception {}

    /** Returns when the destination can be reached and used; leaves nothing behind. */
    void probe() throws Exception;

    /** What a throwable of this destination means. Never throws. */
    Failure classify(Throwable failure);

    /**
     * All that stands in the way of delivering into these databases, with what to do about it; empty when nothing does. Leaves nothing
     * behind. For people: slower and more thorough than {@link #probe}.
     */
    default List<String> diagnose(Collection<String> databases) throws Exception {
        probe();
        return List.of();
    }

    /** Interrupts whatever is still under way, and frees what was taken. */
    @Override
    void close() throws Exception;
}
