package io.adxflow.job.tables;

import io.adxflow.sinks.batch.XxHash64;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The labels of one series in the order that its id and its JSON follow (adx-mon, pkg/prompb/sort.go): {@code __name__} first,
 * then by name regardless of ASCII case; names that differ by case only, by their bytes. Reusable, not thread-safe.
 *
 * <p>Filled by {@link #add}, then {@link #sort()}ed once; sorted, names and values lie back to back, as
 * {@link #seriesId()} hashes them.
 */
public final class LabelSet {
    private static final byte[] NAME = "__name__".getBytes(StandardCharsets.US_ASCII);

    private final ByteBuilder added = new ByteBuilder(1024);
    private final ByteBuilder sorted = new ByteBuilder(1024);
    /** Start of name, start of value, end of value; of {@link #added} at first, of {@link #sorted} then. */
    private int[] ranges = new int[3 * 64];

    private int[] order = new int[64];
    private int count;

    public void clear() {
        added.clear();
        sorted.clear();
        count = 0;
    }

    public void add(byte[] bytes, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        if (count == order.length) {
            order = Arrays.copyOf(order, 2 * count);
            ranges = Arrays.copyOf(ranges, 6 * count);
        }
        ranges[3 * count] = added.length();
        added.put(bytes, nameStart, nameEnd);
        ranges[3 * count + 1] = added.length();
        added.put(bytes, valueStart, valueEnd);
        ranges[3 * count + 2] = added.length();
        count++;
    }

    /** Brings the labels into order. Insertion sort: senders sort already, in nearly the same order. */
    public void sort() {
        for (int i = 0; i < count; i++) {
            int at = i;
            while (at > 0 && compareNames(order[at - 1], i) > 0) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = i;
        }
        int[] sortedRanges = new int[ranges.length];
        for (int i = 0; i < count; i++) {
            int from = 3 * order[i];
            sortedRanges[3 * i] = sorted.length();
            sortedRanges[3 * i + 1] = sorted.length() + ranges[from + 1] - ranges[from];
            sorted.put(added.array(), ranges[from], ranges[from + 2]);
            sortedRanges[3 * i + 2] = sorted.length();
        }
        ranges = sortedRanges;
    }

    private int compareNames(int a, int b) {
        byte[] bytes = added.array();
        int aStart = ranges[3 * a];
        int aEnd = ranges[3 * a + 1];
        int bStart = ranges[3 * b];
        int bEnd = ranges[3 * b + 1];
        boolean aIsName = Arrays.equals(bytes, aStart, aEnd, NAME, 0, NAME.length);
        boolean bIsName = Arrays.equals(bytes, bStart, bEnd, NAME, 0, NAME.length);
        if (aIsName || bIsName) {
            return aIsName == bIsName ? 0 : aIsName ? -1 : 1;
        }
        int common = Math.min(aEnd - aStart, bEnd - bStart);
        for (int i = 0; i < common; i++) {
            int difference = (lower(bytes[aStart + i]) & 0xFF) - (lower(bytes[bStart + i]) & 0xFF);
            if (difference != 0) {
                return difference;
            }
        }
        int difference = (aEnd - aStart) - (bEnd - bStart);
        return difference != 0 ? difference : Arrays.compareUnsigned(bytes, aStart, aEnd, bytes, bStart, bEnd);
    }

    static byte lower(byte c) {
        return c >= 'A' && c <= 'Z' ? (byte) (c + 32) : c;
    }

    public int count() {
        return count;
    }

    /** The bytes that the ranges lie in. */
    public byte[] bytes() {
        return sorted.array();
    }

    public int nameStart(int label) {
        return ranges[3 * label];
    }

    public int nameEnd(int label) {
        return ranges[3 * label + 1];
    }

    /** The same as {@link #nameEnd}: a value lies behind its name. */
    public int valueStart(int label) {
        return ranges[3 * label + 1];
    }

    public int valueEnd(int label) {
        return ranges[3 * label + 2];
    }

    /** True when the first label is {@code __name__}. */
    public boolean hasName() {
        return count > 0 && Arrays.equals(bytes(), nameStart(0), nameEnd(0), NAME, 0, NAME.length);
    }

    /**
     * adx-mon's SeriesId: XXH64 with seed 0 over name and value of every label, without separators, {@code __name__} and lifted
     * labels included.
     */
    public long seriesId() {
        return XxHash64.hash(sorted.array(), 0, sorted.length(), 0);
    }

    /** The series as people write it: {@code name{a="b"}}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        int first = 0;
        if (hasName()) {
            text.append(text(valueStart(0), valueEnd(0)));
            first = 1;
        }
        text.append('{');
        for (int i = first; i < count; i++) {
            text.append(i == first ? "" : ",").append(text(nameStart(i), nameEnd(i)));
            text.append("=\"").append(text(valueStart(i), valueEnd(i))).append('"');
        }
        return text.append('}').toString();
    }

    private String text(int start, int end) {
        return new String(sorted.array(), start, end - start, StandardCharsets.UTF_8);
    }
}
