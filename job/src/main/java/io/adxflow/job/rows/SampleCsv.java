package io.adxflow.job.rows;

import io.adxflow.job.tables.CsvNumbers;
import io.adxflow.job.tables.CsvTimestamps;
import io.adxflow.job.tables.Digits;

/** Writes sample columns as CSV, the rows of a series together: half the work for the deflater, and half its output. */
final class SampleCsv {
    /** Most bytes of a row beside its series' text. */
    private static final int VARIABLE_BYTES = CsvTimestamps.ROOM + 1 + Digits.MAX_LONG + CsvNumbers.MAX_LENGTH;

    private final SeriesCache cache;
    private final CsvTimestamps timestamps = new CsvTimestamps();
    private final byte[] id = new byte[1 + Digits.MAX_LONG];
    private int[] order = new int[0];

    SampleCsv(SeriesCache cache) {
        this.cache = cache;
        id[0] = ',';
    }

    /** Writes all rows and unpins their series; the columns are the caller's to clear. */
    void write(SampleColumns columns, byte[] window, CsvWindow to) {
        boolean grouped = columns.distinctSeries() == columns.rows;
        if (!grouped) {
            group(columns);
        }
        int at = 0;
        int next = 0;
        while (next < columns.rows) {
            int series = columns.series[grouped ? next : order[next]];
            int groupEnd = next + cache.rows[series];
            Interned text = cache.text(series);
            int idEnd = Digits.writeLong(cache.ids[series], id, 1);
            int room = VARIABLE_BYTES + text.bytes.length;
            for (; next < groupEnd; next++) {
                int row = grouped ? next : order[next];
                byte[] out = window;
                if (window.length - at < room) {
                    if (at > 0) {
                        to.accept(window, 0, at);
                        at = 0;
                    }
                    if (window.length < room) {
                        out = new byte[room];
                    }
                }
                at = writeRow(columns.timestamps[row], idEnd, text, columns.values[row], out, at);
                if (out != window) {
                    to.accept(out, 0, at);
                    at = 0;
                }
            }
            cache.rows[series] = 0;
            cache.positions[series] = -1;
        }
        if (at > 0) {
            to.accept(window, 0, at);
        }
        if (order.length > 1 << 20) {
            order = new int[0];
        }
    }

    private int writeRow(long timestamp, int idEnd, Interned text, double value, byte[] out, int start) {
        int at = timestamps.write(timestamp, out, start);
        System.arraycopy(id, 0, out, at, idEnd);
        at += idEnd;
        byte[] bytes = text.bytes;
        int split = text.split;
        System.arraycopy(bytes, 0, out, at, split);
        at = CsvNumbers.write(value, out, at + split);
        System.arraycopy(bytes, split, out, at, bytes.length - split);
        return at + bytes.length - split;
    }

    /** Counting sort by series in the order of first appearance; the counts are kept while rows are appended. */
    private void group(SampleColumns columns) {
        int rows = columns.rows;
        if (order.length < rows) {
            order = new int[Math.max(rows, 2 * order.length)];
        }
        int[] positions = cache.positions;
        int[] counts = cache.rows;
        int[] series = columns.series;
        int nextGroup = 0;
        for (int row = 0; row < rows; row++) {
            int of = series[row];
            int position = positions[of];
            if (position < 0) {
                position = nextGroup;
                nextGroup += counts[of];
            }
            order[position] = row;
            positions[of] = position + 1;
        }
    }
}
