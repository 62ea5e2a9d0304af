package io.adxflow.sources.wire;

import java.util.Arrays;

/** One row per histogram or exemplar: where its message lies, to be read again on demand, and what is known of it. */
final class MessageColumns {
    static final int BYTES_EACH = 2 * Integer.BYTES + 2 * Long.BYTES + 1;

    int count;
    int[] start = new int[0];
    int[] end = new int[0];
    /** An exemplar's timestamp; a histogram's start timestamp from its series, for when it has none of its own. */
    long[] timestamp = new long[0];

    double[] value = new double[0];
    /** The label references do not resolve. */
    boolean[] unresolved = new boolean[0];

    private final Growth growth;
    private final String what;

    MessageColumns(Growth growth, String what) {
        this.growth = growth;
        this.what = what;
    }

    void release() {
        count = 0;
        growth.give(start.length, BYTES_EACH);
        resize(0);
    }

    void add(int from, int to, long time, double number) throws MalformedBodyException {
        if (count == start.length) {
            resize(growth.next(count, BYTES_EACH, what));
            growth.give(count, BYTES_EACH);
        }
        start[count] = from;
        end[count] = to;
        timestamp[count] = time;
        value[count] = number;
        unresolved[count] = false;
        count++;
    }

    private void resize(int capacity) {
        start = Arrays.copyOf(start, capacity);
        end = Arrays.copyOf(end, capacity);
        timestamp = Arrays.copyOf(timestamp, capacity);
        value = Arrays.copyOf(value, capacity);
        unresolved = Arrays.copyOf(unresolved, capacity);
    }
}
