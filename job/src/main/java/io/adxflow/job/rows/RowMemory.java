package io.adxflow.job.rows;

/** Heap bytes of all row buffers of one reader. */
final class RowMemory {
    private long bytes;

    /** From where on the append at hand needs relief. */
    private long reliefBytes = Long.MAX_VALUE;

    void add(long more) {
        bytes += more;
    }

    /** An append begins, or relief was given. */
    void allowMore(long more) {
        reliefBytes = bytes + more;
    }

    boolean needsRelief() {
        return bytes > reliefBytes;
    }

    long bytes() {
        return bytes;
    }
}
