package io.adxflow.job.bundle;

import java.util.concurrent.atomic.AtomicLong;

/** One reader's share in the heap that all readers of this JVM hold in rows not yet cut. */
final class BundleMemory implements AutoCloseable {
    private static final AtomicLong JVM_BYTES = new AtomicLong();

    private final long budgetBytes;
    private long ownBytes;

    /** @param budgetBytes for all readers of this JVM together */
    BundleMemory(long budgetBytes) {
        this.budgetBytes = budgetBytes;
    }

    /** States how much this reader holds now. */
    void hold(long bytes) {
        JVM_BYTES.addAndGet(bytes - ownBytes);
        ownBytes = bytes;
    }

    boolean isOverBudget() {
        return JVM_BYTES.get() > budgetBytes;
    }

    @Override
    public void close() {
        hold(0);
    }
}
