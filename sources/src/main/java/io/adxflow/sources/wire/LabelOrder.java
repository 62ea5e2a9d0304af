package io.adxflow.sources.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The order of {@link LabelCursor#sort}. */
final class LabelOrder {
    private static final byte[] METRIC_NAME = "__name__".getBytes(StandardCharsets.US_ASCII);
    /** Up to here, and for what is nearly sorted, insertion is fastest; beyond, its square would serve attackers. */
    private static final int INSERTION_LIMIT = 64;

    private LabelOrder() {}

    static boolean isMetricName(byte[] bytes, int from, int to) {
        return Arrays.equals(bytes, from, to, METRIC_NAME, 0, METRIC_NAME.length);
    }

    static void sort(LabelCursor labels) {
        if (labels.count > INSERTION_LIMIT) {
            sortMany(labels);
            return;
        }
        for (int i = 1; i < labels.count; i++) {
            int nameStart = labels.nameStart[i];
            int nameEnd = labels.nameEnd[i];
            int valueStart = labels.valueStart[i];
            int valueEnd = labels.valueEnd[i];
            int to = i;
            while (to > 0
                    && compare(labels.bytes, labels.nameStart[to - 1], labels.nameEnd[to - 1], nameStart, nameEnd)
                            > 0) {
                labels.nameStart[to] = labels.nameStart[to - 1];
                labels.nameEnd[to] = labels.nameEnd[to - 1];
                labels.valueStart[to] = labels.valueStart[to - 1];
                labels.valueEnd[to] = labels.valueEnd[to - 1];
                to--;
            }
            labels.nameStart[to] = nameStart;
            labels.nameEnd[to] = nameEnd;
            labels.valueStart[to] = valueStart;
            labels.valueEnd[to] = valueEnd;
        }
    }

    private static void sortMany(LabelCursor labels) {
        int[] order = IntStream.range(0, labels.count)
                .boxed()
                .sorted((a, b) -> compare(
                        labels.bytes, labels.nameStart[a], labels.nameEnd[a], labels.nameStart[b], labels.nameEnd[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        labels.nameStart = permuted(labels.nameStart, order);
        labels.nameEnd = permuted(labels.nameEnd, order);
        labels.valueStart = permuted(labels.valueStart, order);
        labels.valueEnd = permuted(labels.valueEnd, order);
    }

    private static int[] permuted(int[] values, int[] order) {
        int[] result = new int[values.length];
        for (int i = 0; i < order.length; i++) {
            result[i] = values[order[i]];
        }
        return result;
    }

    static int compare(byte[] bytes, int leftStart, int leftEnd, int rightStart, int rightEnd) {
        boolean leftFirst = isMetricName(bytes, leftStart, leftEnd);
        boolean rightFirst = isMetricName(bytes, rightStart, rightEnd);
        if (leftFirst || rightFirst) {
            return Boolean.compare(rightFirst, leftFirst);
        }
        int leftLength = leftEnd - leftStart;
        int rightLength = rightEnd - rightStart;
        int common = Math.min(leftLength, rightLength);
        for (int i = 0; i < common; i++) {
            int left = lower(bytes[leftStart + i]);
            int right = lower(bytes[rightStart + i]);
            if (left != right) {
                return left - right;
            }
        }
        return leftLength != rightLength
                ? leftLength - rightLength
                : Arrays.compareUnsigned(bytes, leftStart, leftEnd, bytes, rightStart, rightEnd);
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b & 0xFF;
    }
}
