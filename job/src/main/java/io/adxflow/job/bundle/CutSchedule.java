package io.adxflow.job.bundle;

/**
 * Says at which moments a table's buffered rows are cut into a chunk. Each table has its own slot in a cycle, from its id
 * alone, so that every reader cuts it at the same moment (one or two slices a batch) and the work is spread evenly over time.
 *
 * <p>The cycle is shorter than {@code batch.max-age} by what comes after the cut: the wait for the other readers' chunks, and
 * the checkpoint and commit. Small tables are cut at every n-th slot only, within {@code batch.small-max-age}.
 */
final class CutSchedule {
    /** How long after a slot its batch is sealed: the readers' clocks, ticks and shuffles must fit in. */
    static final long SEAL_DELAY_MILLIS = 1_000;

    private static final long COMMIT_ALLOWANCE_MILLIS = 1_000;

    private final long cycleMillis;
    private final long smallFactor;

    CutSchedule(long maxAgeMillis, long smallMaxAgeMillis) {
        long tail = SEAL_DELAY_MILLIS + COMMIT_ALLOWANCE_MILLIS;
        this.cycleMillis = Math.max(maxAgeMillis - tail, Math.max(1, maxAgeMillis / 2));
        this.smallFactor = Math.max(1, (smallMaxAgeMillis - tail) / cycleMillis);
    }

    long cycleMillis() {
        return cycleMillis;
    }

    /** True when a slot of this table, one that counts for its size, began after {@code sinceMillis} and not after {@code nowMillis}. */
    boolean isDue(long tableId, boolean small, long sinceMillis, long nowMillis) {
        long every = small ? smallFactor : 1;
        return Math.floorDiv(slot(tableId, nowMillis), every) > Math.floorDiv(slot(tableId, sinceMillis), every);
    }

    /**
     * When a batch that takes rows cut now is to be sealed: just after the slot that began last when they were cut for it, else
     * just after the table's next one.
     */
    long sealAtMillis(long tableId, boolean atSlot, long nowMillis) {
        long slot = slot(tableId, nowMillis) + (atSlot ? 0 : 1);
        return slot * cycleMillis + offset(tableId) + SEAL_DELAY_MILLIS;
    }

    private long slot(long tableId, long millis) {
        return Math.floorDiv(millis - offset(tableId), cycleMillis);
    }

    private long offset(long tableId) {
        return Long.remainderUnsigned(tableId, cycleMillis);
    }
}
