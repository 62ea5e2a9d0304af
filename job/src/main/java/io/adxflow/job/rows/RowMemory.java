package io.adxflow.job.rows;

/** Heap bytes of all row buffers of one reader. */
final class RowMemory {
    private long bytes;

    void add(long more) {
        bytes += more;
    }

    long bytes() {
        return bytes;
    }
}
