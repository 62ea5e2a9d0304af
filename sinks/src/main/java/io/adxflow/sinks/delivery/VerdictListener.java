package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.BatchKey;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Is told what became of batches after their commit, by a destination that decides later. Thread-safe. */
public interface VerdictListener {

    /** A committed batch. */
    record Batch(String batchId, BatchKey key, long rows, long rawBytes) {}

    /**
     * It is where it was to go.
     *
     * @param seconds since it was handed over
     */
    void ingested(Batch batch, long seconds);

    /** It failed, or was not heard of, and was handed over once more. */
    void requeued(Batch batch, String reason);

    /**
     * Keeps a batch that will never be taken. Idempotent; durable when this returns.
     *
     * @param bytes null when they are gone
     * @throws IOException when it is not kept; the destination must not forget the batch then
     */
    void keep(DeadBatch batch, DeadBatch.@Nullable Bytes bytes) throws IOException, InterruptedException;

    /** It was kept, and the destination has forgotten it. */
    void failed(DeadBatch batch);

    /**
     * All batches without a verdict, at a moment of the last walk over them.
     *
     * @param oldestSeconds how long the oldest one waits; 0 when there is none
     * @param overdue how many wait for longer than they should
     * @param advice what to look at, should there be overdue ones
     */
    void open(long batches, long oldestSeconds, long overdue, String advice);
}
