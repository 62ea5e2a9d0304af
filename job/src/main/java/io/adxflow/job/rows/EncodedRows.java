package io.adxflow.job.rows;

import io.adxflow.job.tables.ByteBuilder;
import java.util.Arrays;

/** Rows of one table that are CSV already, in arrival order. */
final class EncodedRows {
    private final RowMemory memory;
    private ByteBuilder csv = new ByteBuilder(0);
    private int[] ends = new int[0];
    private int rows;
    private long counted;

    EncodedRows(RowMemory memory) {
        this.memory = memory;
    }

    /** Where the next row goes; whoever began it ends it with {@link #endRow}. */
    ByteBuilder beginRow() {
        return csv;
    }

    /** Ends the line and takes it in. */
    void endRow() {
        csv.put('\n');
        if (rows == ends.length) {
            ends = Arrays.copyOf(ends, Math.max(16, 2 * rows));
        }
        ends[rows++] = csv.length();
        long now = heapBytes();
        memory.add(now - counted);
        counted = now;
    }

    /** Hands the lines out in windows of at most the given size, a longer line alone, straight from the buffer. */
    void write(int windowBytes, CsvWindow to) {
        int start = 0;
        int end = 0;
        for (int row = 0; row < rows; row++) {
            if (ends[row] - start > windowBytes && end > start) {
                to.accept(csv.array(), start, end - start);
                start = end;
            }
            end = ends[row];
        }
        if (end > start) {
            to.accept(csv.array(), start, end - start);
        }
    }

    void clear() {
        memory.add(-counted);
        counted = 0;
        csv = new ByteBuilder(0);
        ends = new int[0];
        rows = 0;
    }

    int rows() {
        return rows;
    }

    long csvBytes() {
        return csv.length();
    }

    long heapBytes() {
        return csv.array().length + 4L * ends.length;
    }
}
