package io.adxflow.sources.http;

/**
 * The savepoint that the job ends with, if one was asked for. Flink tells an operator of what kind its snapshot is, and a source
 * reader only that it is complete; so the operator behind the source tells the reader by this, which it has from the reader's first
 * element. Used by the task's thread alone.
 *
 * <p>Why it matters: what a job would start from after such a savepoint has failed at its end, or after somebody has looked for the
 * newest checkpoint, is the checkpoint before it. Whoever was answered at the savepoint would have been answered for rows that
 * only the savepoint holds.
 */
public final class StopSavepoint {
    private static final long NONE = -1;

    private long checkpointId = NONE;

    /** The snapshot with this number is that of a stop, with or without a drain. */
    public void takenAt(long id) {
        checkpointId = id;
    }

    /** Whether the snapshot with this number is that of a stop. */
    public boolean is(long id) {
        return checkpointId == id;
    }
}
