package io.adxflow.job.tables;

import io.adxflow.sinks.batch.XxHash64;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The labels of one series in the order that its id and its JSON follow (adx-mon, pkg/prompb/sort.go): {@code __name__} first,
 * then by name regardless of ASCII case; names that differ by case only, by their bytes. Reusable, not thread-safe.
 *
 * <p>Filled by {@link #add}, then {@link #sort()}ed once; sorted, names and values lie back to back, as
 * {@link #seriesId()} hashes them.
 */
public final class LabelSet {
    private static final byte[] NAME = "__name__".getBytes(StandardCharsets.US_ASCII);

    private static final int FIRST_LABELS = 64;
    private static final int FIRST_BYTES = 1024;
    private static final int KEEP_LABELS = 1 << 10;
    private static final int KEEP_BYTES = 1 << 17;
    /** Sets up to that are sorted by insertion: senders sort already, in nearly the same order. */
    private static final int FEW_LABELS = 128;

    private ByteBuilder added = new ByteBuilder(FIRST_BYTES);
    private ByteBuilder sorted = new ByteBuilder(FIRST_BYTES);
    /** Start of name, start of value, end of value; of {@link #added} at first, of {@link #sorted} then. */
    private int[] ranges = new int[3 * FIRST_LABELS];
    /** Where they are written when they are sorted. */
    private int[] otherRanges = new int[3 * FIRST_LABELS];

    private int[] order = new int[FIRST_LABELS];
    private int count;

    public void clear() {
        count = 0;
        if (order.length > KEEP_LABELS) {
            order = new int[FIRST_LABELS];
            ranges = new int[3 * FIRST_LABELS];
            otherRanges = new int[3 * FIRST_LABELS];
        }
        if (added.array().length > KEEP_BYTES) {
            added = new ByteBuilder(FIRST_BYTES);
            sorted = new ByteBuilder(FIRST_BYTES);
        }
        added.clear();
        sorted.clear();
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

    /** Brings the labels into order. */
    public void sort() {
        if (count <= FEW_LABELS) {
            sortFew();
        } else {
            sortMany();
        }
        if (otherRanges.length < ranges.length) {
            otherRanges = new int[ranges.length];
        }
        int[] sortedRanges = otherRanges;
        for (int i = 0; i < count; i++) {
            int from = 3 * order[i];
            sortedRanges[3 * i] = sorted.length();
            sortedRanges[3 * i + 1] = sorted.length() + ranges[from + 1] - ranges[from];
            sorted.put(added.array(), ranges[from], ranges[from + 2]);
            sortedRanges[3 * i + 2] = sorted.length();
        }
        otherRanges = ranges;
        ranges = sortedRanges;
    }

    private void sortFew() {
        for (int i = 0; i < count; i++) {
            int at = i;
            while (at > 0 && compareNames(order[at - 1], i) > 0) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = i;
        }
    }

    /** Equal names stay in the order in which they were added, as above. */
    private void sortMany() {
        int[] many = IntStream.range(0, count)
                .boxed()
                .sorted(this::compareNames)
                .mapToInt(Integer::intValue)
                .toArray();
        System.arraycopy(many, 0, order, 0, count);
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

    /** The value of the label of this name, empty when there is none. */
    public String valueOf(String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < count; i++) {
            if (Arrays.equals(bytes(), nameStart(i), nameEnd(i), wanted, 0, wanted.length)) {
                return text(valueStart(i), valueEnd(i));
            }
        }
        return "";
    }

    /** The labels as texts. */
    public Map<String, String> asMap() {
        Map<String, String> labels = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            labels.put(text(nameStart(i), nameEnd(i)), text(valueStart(i), valueEnd(i)));
        }
        return labels;
    }

    /** Whether another set that is sorted has the same names and values. */
    public boolean isSameAs(LabelSet other) {
        return count == other.count
                && Arrays.equals(ranges, 0, 3 * count, other.ranges, 0, 3 * count)
                && Arrays.equals(bytes(), 0, sorted.length(), other.bytes(), 0, other.sorted.length());
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
