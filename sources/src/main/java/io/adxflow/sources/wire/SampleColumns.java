package io.adxflow.sources.wire;

import java.util.Arrays;

/** One row per sample. */
final class SampleColumns {
    /** What the row behind it takes is charged with it. */
    private static final int ROW_BYTES = 2 * Long.BYTES + Integer.BYTES;

    static final int BYTES_EACH = 3 * Long.BYTES + ROW_BYTES;

    int count;
    long[] timestamp = new long[0];
    double[] value = new double[0];
    long[] startTimestamp = new long[0];

    /** True when a sample has a start timestamp of its own. */
    boolean started;

    private final Growth growth;

    SampleColumns(Growth growth) {
        this.growth = growth;
    }

    void clear() {
        count = 0;
        started = false;
    }

    void release() {
        count = 0;
        growth.give(timestamp.length, BYTES_EACH);
        resize(0);
    }

    void add(long at, double sample, long startedAt) throws MalformedBodyException {
        int row = count;
        if (row == timestamp.length) {
            resize(growth.next(row, BYTES_EACH, "samples"));
            growth.give(row, BYTES_EACH);
        }
        timestamp[row] = at;
        value[row] = sample;
        startTimestamp[row] = startedAt;
        started |= startedAt != 0;
        count = row + 1;
    }

    private void resize(int capacity) {
        timestamp = Arrays.copyOf(timestamp, capacity);
        value = Arrays.copyOf(value, capacity);
        startTimestamp = Arrays.copyOf(startTimestamp, capacity);
    }
}
