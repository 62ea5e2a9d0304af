package io.adxflow.job.rows;

/** The rows of one table that are not cut into a chunk yet. Owned by its {@link LiveTables}; one thread. */
public final class TableBuffer {
    private final TableKey key;

    TableBuffer(TableKey key) {
        this.key = key;
    }

    public TableKey key() {
        return key;
    }

    /** Upper half of the key's id: stable, for it is in state. */
    public long idHigh() {
        throw new UnsupportedOperationException();
    }

    public long idLow() {
        throw new UnsupportedOperationException();
    }

    public int rows() {
        throw new UnsupportedOperationException();
    }

    public long estimatedCsvBytes() {
        throw new UnsupportedOperationException();
    }

    public int distinctSeries() {
        throw new UnsupportedOperationException();
    }

    public long heapBytes() {
        throw new UnsupportedOperationException();
    }

    public long firstSequence() {
        throw new UnsupportedOperationException();
    }

    public long oldestArrivalMillis() {
        throw new UnsupportedOperationException();
    }

    public long minTimestampMillis() {
        throw new UnsupportedOperationException();
    }

    public long maxTimestampMillis() {
        throw new UnsupportedOperationException();
    }

    public void drain(byte[] window, CsvWindow to) {
        throw new UnsupportedOperationException();
    }
}
