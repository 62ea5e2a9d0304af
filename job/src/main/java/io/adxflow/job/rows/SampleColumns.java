package io.adxflow.job.rows;

import java.util.Arrays;

/** Samples of one table as columns, 20 bytes a row; they become CSV when they are cut. */
final class SampleColumns {
    static final int ROW_BYTES = 4 + 8 + 8;
    private static final int FIRST_ROWS = 16;
    /** Usual length of timestamp, id, value and the commas between them. */
    private static final int USUAL_VARIABLE_BYTES = 24 + 1 + 20 + 8;

    private final SeriesCache cache;
    private final RowMemory memory;

    int[] series = new int[0];
    long[] timestamps = new long[0];
    double[] values = new double[0];
    int rows;
    private int distinctSeries;
    private long estimatedCsvBytes;
    /** What the buffer held when it was last cut: it will fill to about that again. */
    private int expectedRows = FIRST_ROWS;

    SampleColumns(SeriesCache cache, RowMemory memory) {
        this.cache = cache;
        this.memory = memory;
    }

    void append(int ofSeries, int textLength, long timestamp, double value) {
        int row = rows;
        if (row == series.length) {
            grow();
        }
        series[row] = ofSeries;
        timestamps[row] = timestamp;
        values[row] = value;
        rows = row + 1;
        estimatedCsvBytes += textLength + USUAL_VARIABLE_BYTES;
        if (cache.rows[ofSeries]++ == 0) {
            distinctSeries++;
        }
    }

    private void grow() {
        int capacity = rows == 0 ? expectedRows : Math.multiplyExact(rows, 2);
        memory.add((long) ROW_BYTES * (capacity - series.length));
        series = Arrays.copyOf(series, capacity);
        timestamps = Arrays.copyOf(timestamps, capacity);
        values = Arrays.copyOf(values, capacity);
    }

    /** Forgets all rows and lets go of the memory. */
    void clear() {
        memory.add(-heapBytes());
        expectedRows = Math.max(FIRST_ROWS, rows + rows / 8);
        series = new int[0];
        timestamps = new long[0];
        values = new double[0];
        rows = 0;
        distinctSeries = 0;
        estimatedCsvBytes = 0;
    }

    int distinctSeries() {
        return distinctSeries;
    }

    long estimatedCsvBytes() {
        return estimatedCsvBytes;
    }

    long heapBytes() {
        return (long) ROW_BYTES * series.length;
    }
}
