package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.SealedBatch;

/**
 * Where batches go, in two phases. All of it is idempotent by {@link SealedBatch#batchId}, may run in several threads and
 * processes at once, also for one batch, and may be interrupted. Calls block; none is made on a task's own thread.
 */
public interface Destination extends AutoCloseable {

    /** Brings the bytes to where nobody reads them. What was staged may be lost, or never have been. */
    void stage(SealedBatch batch, BatchContent content) throws Exception;

    /**
     * Makes the batch visible. Looks for an earlier commit first and does nothing then, before it touches
     * {@code content}, whose segments may be gone by then; stages again what is no longer there.
     */
    void commit(SealedBatch batch, BatchContent content) throws Exception;

    /** Makes durable what the commits that have returned made visible. Called once after a round of them. */
    default void sync() throws Exception {}

    /** Forgets staged bytes of a batch that will not be committed. */
    default void abort(SealedBatch batch) throws Exception {}

    /** Removes what dead attempts have staged. May take staged bytes of live ones with it. */
    default void sweep() throws Exception {}

    /** Returns when the destination can be reached and used. */
    void probe() throws Exception;

    /** What a throwable of this destination means. Those of {@link BatchContent} never get here. */
    FailureKind classify(Throwable failure);

    @Override
    void close() throws Exception;
}
