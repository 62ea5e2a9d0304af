package io.adxflow.sources.wire;

import java.util.Arrays;

/** One row per metadata entry. Remote write 1.0 fills the ranges; remote write 2.0 the series and two symbol references. */
final class MetadataColumns {
    static final int BYTES_EACH = 8 * Integer.BYTES;

    int count;
    private int[] cells = new int[0];

    private final Growth growth;

    MetadataColumns(Growth growth) {
        this.growth = growth;
    }

    void release() {
        count = 0;
        growth.give(capacity(), BYTES_EACH);
        cells = new int[0];
    }

    int capacity() {
        return cells.length / 8;
    }

    void add(MetricMetadata entry) throws MalformedBodyException {
        if (count == capacity()) {
            cells = Arrays.copyOf(cells, 8 * growth.next(count, BYTES_EACH, "metadata entries"));
            growth.give(count, BYTES_EACH);
        }
        int at = 8 * count++;
        cells[at] = entry.type;
        cells[at + 1] = entry.nameStart;
        cells[at + 2] = entry.nameEnd;
        cells[at + 3] = entry.series;
        cells[at + 4] = entry.helpStart;
        cells[at + 5] = entry.helpEnd;
        cells[at + 6] = entry.unitStart;
        cells[at + 7] = entry.unitEnd;
    }

    int type(int row) {
        return cells[8 * row];
    }

    int series(int row) {
        return cells[8 * row + 3];
    }

    /** Remote write 2.0 only. */
    int helpReference(int row) {
        return cells[8 * row + 4];
    }

    /** Remote write 2.0 only. */
    int unitReference(int row) {
        return cells[8 * row + 6];
    }

    void get(int row, MetricMetadata into) {
        int at = 8 * row;
        into.type = cells[at];
        into.nameStart = cells[at + 1];
        into.nameEnd = cells[at + 2];
        into.series = cells[at + 3];
        into.helpStart = cells[at + 4];
        into.helpEnd = cells[at + 5];
        into.unitStart = cells[at + 6];
        into.unitEnd = cells[at + 7];
    }
}
