package io.adxflow.job.rows;

/** Samples of one table as columns, 20 bytes a row; they become CSV when they are cut. */
final class SampleColumns {
    static final int ROW_BYTES = 4 + 8 + 8;
    private static final int FIRST_ROWS = 16;
    /** Usual length of timestamp, id, value and the commas between them. */
    private static final int USUAL_VARIABLE_BYTES = 24 + 1 + 20 + 8;

    private final SeriesCache cache;
    private final RowMemory memory;
    private final ColumnPool pool;
    private ColumnPool.Arrays arrays = ColumnPool.Arrays.NONE;

    int[] series = arrays.series();
    long[] timestamps = arrays.timestamps();
    double[] values = arrays.values();
    int rows;
    private int distinctSeries;
    private long estimatedCsvBytes;
    /** What the buffer held when it was last cut: it will fill to about that again. */
    private int expectedRows = FIRST_ROWS;

    SampleColumns(SeriesCache cache, RowMemory memory, ColumnPool pool) {
        this.cache = cache;
        this.memory = memory;
        this.pool = pool;
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

    /** Reads where the next row goes; what it returns means nothing. */
    long touch() {
        int row = rows;
        return row < series.length ? series[row] + timestamps[row] + Double.doubleToRawLongBits(values[row]) : row;
    }

    private void grow() {
        ColumnPool.Arrays larger = pool.take(rows == 0 ? expectedRows : Math.multiplyExact(rows, 2));
        System.arraycopy(series, 0, larger.series(), 0, rows);
        System.arraycopy(timestamps, 0, larger.timestamps(), 0, rows);
        System.arraycopy(values, 0, larger.values(), 0, rows);
        replace(larger);
    }

    private void replace(ColumnPool.Arrays by) {
        memory.add(by.bytes() - arrays.bytes());
        pool.give(arrays);
        arrays = by;
        series = by.series();
        timestamps = by.timestamps();
        values = by.values();
    }

    /** Forgets all rows and lets go of the memory. */
    void clear() {
        expectedRows = Math.max(FIRST_ROWS, rows + rows / 8);
        replace(ColumnPool.Arrays.NONE);
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
        return arrays.bytes();
    }
}
