package io.adxflow.sources.wire;

import java.util.Arrays;

/** One row per series. The starts have one entry more, so that a range ends where the next one starts. */
final class SeriesColumns {
    /** What is noted of a series while its rows are made is charged with it. */
    private static final int LOOKUP_BYTES = Long.BYTES + 2 * Integer.BYTES;

    static final int BYTES_EACH = 2 * Long.BYTES + 5 * Integer.BYTES + 1 + LOOKUP_BYTES;
    /** The labels are not one canonical section: the range is the whole series, to be walked again. */
    static final byte SCATTERED = 1;
    /** The label references do not resolve. */
    static final byte UNRESOLVED = 2;

    int count;
    long[] hashHigh = new long[0];
    long[] hashLow = new long[0];
    int[] labelsStart = new int[0];
    int[] labelsEnd = new int[0];
    byte[] flags = new byte[0];
    int[] sampleStart = new int[1];
    int[] histogramStart = new int[1];
    int[] exemplarStart = new int[1];

    private final Growth growth;

    SeriesColumns(Growth growth) {
        this.growth = growth;
    }

    void release() {
        count = 0;
        growth.give(flags.length, BYTES_EACH);
        resize(0);
    }

    /** Makes room for one more row. */
    void reserve() throws MalformedBodyException {
        if (count == flags.length) {
            resize(growth.next(count, BYTES_EACH, "series"));
            growth.give(count, BYTES_EACH);
        }
    }

    /** Ends the row that was reserved. */
    void close(int samples, int histograms, int exemplars) {
        count++;
        sampleStart[count] = samples;
        histogramStart[count] = histograms;
        exemplarStart[count] = exemplars;
    }

    private void resize(int capacity) {
        hashHigh = Arrays.copyOf(hashHigh, capacity);
        hashLow = Arrays.copyOf(hashLow, capacity);
        labelsStart = Arrays.copyOf(labelsStart, capacity);
        labelsEnd = Arrays.copyOf(labelsEnd, capacity);
        flags = Arrays.copyOf(flags, capacity);
        sampleStart = Arrays.copyOf(sampleStart, capacity + 1);
        histogramStart = Arrays.copyOf(histogramStart, capacity + 1);
        exemplarStart = Arrays.copyOf(exemplarStart, capacity + 1);
    }
}
