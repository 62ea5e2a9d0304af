package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.SealedBatch;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where batches go, in two phases. All of it is idempotent by {@link SealedBatch#batchId}, may run in several threads and
 * processes at once, also for one batch, and may be interrupted. Calls block; none is made on a task's own thread.
 */
public interface Destination extends AutoCloseable {
    /** Of {@link #confirm}: there will never be a verdict. */
    long NEVER = Long.MAX_VALUE;

    /** Brings the bytes to where nobody reads them. What was staged may be lost, or never have been. */
    void stage(SealedBatch batch, BatchContent content) throws Exception;

    /**
     * Makes the batch visible. Looks for an earlier commit first and does nothing then, before it touches
     * {@code content}, whose segments may be gone by then; stages again what is no longer there.
     */
    void commit(SealedBatch batch, BatchContent content) throws Exception;

    /** Makes durable what the commits that have returned made visible. Called once after a round of them. */
    default void sync() throws Exception {}

    /** Whether a commit that has returned needs no {@link #sync}. */
    default boolean commitsAreDurable() {
        return false;
    }

    /** Forgets staged bytes of a batch that will not be committed. */
    default void abort(SealedBatch batch) throws Exception {}

    /** Removes what dead attempts have staged. May take staged bytes of live ones with it. */
    default void sweep() throws Exception {}

    /**
     * Looks once for verdicts on batches that were committed, for a destination that decides after the commit, and does
     * what follows from each. Bounded: what it leaves, the next call sees. Called again and again by one thread of one
     * process, but another process may do the same meanwhile, as after the loss of a host; that must do no harm.
     *
     * @param listener told in any thread, but by nobody after this has returned
     * @return milliseconds after which to look again; 0 when there is more to see already, {@link #NEVER} for no more
     */
    default long confirm(VerdictListener listener) throws Exception {
        return NEVER;
    }

    /** Returns when the destination can be reached and used. */
    void probe() throws Exception;

    /** What a throwable of this destination means. Those of {@link BatchContent} never get here. */
    FailureKind classify(Throwable failure);

    /** How far a throwable of this destination reaches; asked after {@link #classify}. */
    default FailureScope scope(Throwable failure) {
        return FailureScope.DESTINATION;
    }

    /** For how long the destination asks to be left alone, milliseconds; 0 unless it said so with this failure. */
    default long retryAfterMillis(Throwable failure) {
        return 0;
    }

    /**
     * Where a batch can be read that was committed: it is there, and stays through a loss of power, when this returns. Null of a
     * destination that has no place of its own for a batch.
     */
    default @Nullable CommittedObject committed(SealedBatch batch) throws Exception {
        return null;
    }

    /** How many requests were made so far that their provider bills, this object's; 0 when nobody counts. */
    default long requests() {
        return 0;
    }

    /**
     * All that stands in the way of delivering into these databases, with what to do about it; empty when nothing does.
     * Leaves nothing behind. For people: slower and more thorough than {@link #probe}.
     */
    default List<String> diagnose(Collection<String> databases) throws Exception {
        probe();
        return List.of();
    }

    @Override
    void close() throws Exception;
}
