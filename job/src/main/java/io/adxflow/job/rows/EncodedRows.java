package io.adxflow.job.rows;

import io.adxflow.job.tables.ByteBuilder;
import java.util.Arrays;

/** Rows of one table that are CSV already, in arrival order. */
final class EncodedRows {
    /** A row should find as much room before it begins: whatever is longer makes an array that nobody else can use. */
    private static final int ROW_ROOM = 4096;

    private static final int FIRST_BYTES = 512;

    private final RowMemory memory;
    private final LinePool pool;
    private ByteBuilder csv = new ByteBuilder(0);
    private int[] ends = new int[0];
    private int rows;
    private long counted;

    EncodedRows(RowMemory memory, LinePool pool) {
        this.memory = memory;
        this.pool = pool;
    }

    /** Where the next row goes; whoever began it ends it with {@link #endRow} or {@link #takeBackRow}. */
    ByteBuilder beginRow() {
        int used = csv.length();
        int room = csv.array().length - used;
        // While there is little, doubling is enough.
        if (room < ROW_ROOM && room <= used) {
            replaceArray(Math.max(FIRST_BYTES, 2L * csv.array().length));
        }
        return csv;
    }

    private void replaceArray(long bytes) {
        byte[] before = csv.array();
        byte[] larger = pool.take(bytes);
        if (larger.length > before.length) {
            csv.moveTo(larger);
            pool.give(before);
        } else {
            pool.give(larger);
        }
    }

    /** Where the row that was begun starts in it. */
    int rowStart() {
        return rows == 0 ? 0 : ends[rows - 1];
    }

    /** Forgets the row that was begun. */
    void takeBackRow() {
        csv.end(rowStart());
        if (rows == 0) {
            clear();
        }
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

    /** Hands all lines out at once. */
    void lines(TextLines to) {
        csv.room(TextLines.PADDING);
        to.lines(csv.array(), ends, rows);
    }

    /** Shows one line, straight from the buffer. */
    void show(int row, CsvWindow to) {
        int start = row == 0 ? 0 : ends[row - 1];
        to.accept(csv.array(), start, ends[row] - start);
    }

    void clear() {
        memory.add(-counted);
        counted = 0;
        pool.give(csv.array());
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
