package io.adxflow.sources.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A reusable view of one label set: ranges of UTF-8 bytes, no strings. Filled by {@link DecodedBody#labels}, and then valid until the
 * body is decoded anew, or by {@link #reset} and {@link #add}. Owned by one thread.
 */
public final class LabelCursor {
    /** Labels of a set that are kept. Their JSON alone would be a third of what a value of a table may take. */
    static final int MAX_LABELS = 1 << 16;

    /** There are more labels than are kept. */
    boolean overflown;

    private long textBytes;
    byte[] bytes = new byte[0];
    int count;
    int[] nameStart = new int[64];
    int[] nameEnd = new int[64];
    int[] valueStart = new int[64];
    int[] valueEnd = new int[64];

    public byte[] bytes() {
        return bytes;
    }

    public int count() {
        return count;
    }

    /** Bytes of all names and values together; a symbol counts as often as it is referred to. */
    public long textBytes() {
        return textBytes;
    }

    public int nameStart(int label) {
        return nameStart[label];
    }

    public int nameEnd(int label) {
        return nameEnd[label];
    }

    public int valueStart(int label) {
        return valueStart[label];
    }

    public int valueEnd(int label) {
        return valueEnd[label];
    }

    /**
     * Sorts as adx-mon does (pkg/prompb/sort.go): {@code __name__} first, then by name with ASCII letters taken as lower case.
     * Names that differ in case only, which adx-mon leaves in any order, go by their bytes; equal names stay in the order sent.
     */
    public void sort() {
        LabelOrder.sort(this);
    }

    /**
     * Null when the labels can name a series, else the text of what is wrong, which names the label: no labels or too many, no or an
     * empty {@code __name__}, an empty or repeated name, a name or value that is not UTF-8. Empty values are kept as sent: adx-mon counts
     * their names into the series' id. Works in any order of the labels.
     */
    public @Nullable String problem() {
        return LabelProblems.find(this);
    }

    /** The labels as {@code name{a="b",…}} for messages: escaped, bytes that are not UTF-8 replaced, cut to about 200 characters. */
    public String describe() {
        return LabelText.describe(this);
    }

    /** Starts a label set within a buffer, which is used until the next one. */
    public void reset(byte[] buffer) {
        bytes = buffer;
        count = 0;
        textBytes = 0;
        overflown = false;
    }

    /** Adds a label: where its name and its value lie in the buffer. */
    public void add(int nameFrom, int nameTo, int valueFrom, int valueTo) {
        int label = count;
        if (label == MAX_LABELS) {
            overflown = true;
            return;
        }
        textBytes += (long) nameTo - nameFrom + valueTo - valueFrom;
        if (label == nameStart.length) {
            nameStart = Arrays.copyOf(nameStart, 2 * label);
            nameEnd = Arrays.copyOf(nameEnd, 2 * label);
            valueStart = Arrays.copyOf(valueStart, 2 * label);
            valueEnd = Arrays.copyOf(valueEnd, 2 * label);
        }
        nameStart[label] = nameFrom;
        nameEnd[label] = nameTo;
        valueStart[label] = valueFrom;
        valueEnd[label] = valueTo;
        count = label + 1;
    }

    /** True when the label's name is {@code __name__}. */
    boolean isMetricName(int label) {
        return LabelOrder.isMetricName(bytes, nameStart[label], nameEnd[label]);
    }
}
