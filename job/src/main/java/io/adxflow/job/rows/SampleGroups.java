package io.adxflow.job.rows;

/**
 * Hands sample columns out series by series (in the order of their first row, rows in the order of arrival): half the work for
 * whatever compresses them, and half its output.
 */
final class SampleGroups {
    private static final int MAX_IDLE_ROWS = 1 << 20;

    private static final int CACHE_LINE_BYTES = 64;

    private final SeriesCache cache;
    private int[] order = new int[0];
    /** Not private, so that the reads it is made of count as used: means nothing. */
    long touched;

    SampleGroups(SeriesCache cache) {
        this.cache = cache;
    }

    /** Hands out all rows and unpins their series; the columns are the caller's to clear. */
    void write(SampleColumns columns, SampleRows to) {
        boolean grouped = columns.distinctSeries() == columns.rows;
        if (!grouped) {
            group(columns);
        }
        touchTexts(columns, grouped);
        int next = 0;
        while (next < columns.rows) {
            int series = columns.series[grouped ? next : order[next]];
            int groupEnd = next + cache.rows[series];
            Interned text = cache.text(series);
            to.series(cache.ids[series], text.bytes, text.split);
            for (; next < groupEnd; next++) {
                int row = grouped ? next : order[next];
                to.row(columns.timestamps[row], columns.values[row]);
            }
            cache.rows[series] = 0;
            cache.positions[series] = -1;
        }
        if (order.length > MAX_IDLE_ROWS) {
            order = new int[0];
        }
    }

    /** Hands out one row, and leaves everything as it is. */
    void show(SampleColumns columns, int row, SampleRows to) {
        int series = columns.series[row];
        Interned text = cache.text(series);
        to.series(cache.ids[series], text.bytes, text.split);
        to.row(columns.timestamps[row], columns.values[row]);
    }

    /**
     * Reads the texts that are about to be written. Most of them are in no cache of the processor's, and in a loop of nothing else
     * many reads are under way at once; the lengths come first, for the second loop's ends hang on them.
     */
    private void touchTexts(SampleColumns columns, boolean grouped) {
        long sum = 0;
        for (int next = 0; next < columns.rows; ) {
            int series = columns.series[grouped ? next : order[next]];
            sum += cache.text(series).bytes.length;
            next += cache.rows[series];
        }
        for (int next = 0; next < columns.rows; ) {
            int series = columns.series[grouped ? next : order[next]];
            byte[] text = cache.text(series).bytes;
            for (int at = 0; at < text.length; at += CACHE_LINE_BYTES) {
                sum += text[at];
            }
            next += cache.rows[series];
        }
        touched = sum;
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
