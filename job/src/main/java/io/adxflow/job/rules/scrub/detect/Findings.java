package io.adxflow.job.rules.scrub.detect;

import java.util.Arrays;

/** Where sensitive texts lie in the text last looked at: in order, apart from each other. Reused. */
public final class Findings {
    private int[] starts = new int[8];
    private int[] ends = new int[8];
    private int[] kinds = new int[8];
    private int count;

    public void clear() {
        count = 0;
    }

    public int count() {
        return count;
    }

    public int start(int finding) {
        return starts[finding];
    }

    public int end(int finding) {
        return ends[finding];
    }

    /** The number of its {@link Detector}, or what its finder gave. */
    public int kind(int finding) {
        return kinds[finding];
    }

    /**
     * Adds a range. Those that it covers are forgotten; one that overlaps an earlier one without covering it is not added, as what is secret of it is that one's.
     *
     * @return whether it was added
     */
    public boolean add(int start, int end, int kind) {
        while (count > 0 && starts[count - 1] >= start && ends[count - 1] <= end) {
            count--;
        }
        if (count > 0 && ends[count - 1] > start) {
            return false;
        }
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
            kinds = Arrays.copyOf(kinds, 2 * count);
        }
        starts[count] = start;
        ends[count] = end;
        kinds[count] = kind;
        count++;
        return true;
    }

    /** Adds a range wherever it lies; what it overlaps becomes one with it, of the kind that was there. */
    public void merge(int start, int end, int kind) {
        int at = count;
        while (at > 0 && ends[at - 1] > start) {
            at--;
        }
        // From here on all end behind the start; those that begin before the end overlap.
        int from = start;
        int to = end;
        int ofKind = kind;
        int last = at;
        while (last < count && starts[last] < to) {
            from = Math.min(from, starts[last]);
            to = Math.max(to, ends[last]);
            ofKind = last == at ? kinds[last] : ofKind;
            last++;
        }
        int[] tailStarts = Arrays.copyOfRange(starts, last, count);
        int[] tailEnds = Arrays.copyOfRange(ends, last, count);
        int[] tailKinds = Arrays.copyOfRange(kinds, last, count);
        count = at;
        add(from, to, ofKind);
        for (int i = 0; i < tailStarts.length; i++) {
            add(tailStarts[i], tailEnds[i], tailKinds[i]);
        }
    }
}
