package io.adxflow.job.bundle;

import io.adxflow.sources.wire.DecodeBudget;

/**
 * What a reader may hold of the heap of the process that it runs in. Options of size are set where the job is submitted, which knows
 * nothing of that heap: a share of it bounds them.
 *
 * @param heapBytes of this process
 */
record HeapShares(long heapBytes) {
    /** A sixth each for rows not yet cut and for the series cache. */
    private static final int PARTS = 6;

    static HeapShares ofThisProcess() {
        return new HeapShares(Runtime.getRuntime().maxMemory());
    }

    /** Rows not yet cut of all readers of the process. */
    long rowBytes(BundleSettings settings) {
        return Math.min(settings.memoryBytes(), heapBytes / PARTS);
    }

    /** The series cache of one reader; the readers of the process share alike. */
    long seriesCacheBytes(BundleSettings settings, DecodeBudget budget) {
        return Math.min(settings.rows().seriesCacheBytes(), heapBytes / PARTS / Math.max(1, budget.readers()));
    }

    /** What decoders of all readers may hold. */
    long decodeBytes(BundleSettings settings) {
        return (long) (heapBytes * settings.decodeMemoryShare());
    }
}
