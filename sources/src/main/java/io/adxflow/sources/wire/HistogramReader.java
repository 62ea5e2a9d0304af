package io.adxflow.sources.wire;

import java.util.Arrays;

/**
 * Reads {@code Histogram}; its fields have the same numbers in both versions, and 2.0 adds the start timestamp (17).
 *
 * <p>As in Prometheus, a histogram is floating when its {@code count} is, and the counts of the other kind are left alone.
 */
final class HistogramReader {
    private static final int COUNT_INT = 1 << 3;
    private static final int COUNT_FLOAT = (2 << 3) | 1;
    private static final int SUM = (3 << 3) | 1;
    private static final int SCHEMA = 4 << 3;
    private static final int ZERO_THRESHOLD = (5 << 3) | 1;
    private static final int ZERO_COUNT_INT = 6 << 3;
    private static final int ZERO_COUNT_FLOAT = (7 << 3) | 1;
    private static final int NEGATIVE_SPANS = (8 << 3) | 2;
    private static final int NEGATIVE_DELTAS = 9 << 3;
    private static final int NEGATIVE_DELTAS_PACKED = (9 << 3) | 2;
    private static final int NEGATIVE_COUNTS = (10 << 3) | 1;
    private static final int NEGATIVE_COUNTS_PACKED = (10 << 3) | 2;
    private static final int POSITIVE_SPANS = (11 << 3) | 2;
    private static final int POSITIVE_DELTAS = 12 << 3;
    private static final int POSITIVE_DELTAS_PACKED = (12 << 3) | 2;
    private static final int POSITIVE_COUNTS = (13 << 3) | 1;
    private static final int POSITIVE_COUNTS_PACKED = (13 << 3) | 2;
    private static final int RESET_HINT = 14 << 3;
    private static final int TIMESTAMP = 15 << 3;
    private static final int CUSTOM_VALUES = (16 << 3) | 1;
    private static final int CUSTOM_VALUES_PACKED = (16 << 3) | 2;
    private static final int START_TIMESTAMP = 17 << 3;
    private static final int SPAN_OFFSET = 1 << 3;
    private static final int SPAN_LENGTH = 2 << 3;
    private static final int LEAST_ROOM = 16;

    private final ProtoReader reader;
    private final boolean startTimestamps;

    private int negativeDeltas;
    private int negativeCounts;
    private int positiveDeltas;
    private int positiveCounts;
    /** How much of the array being read is filled. */
    private int filled;

    private boolean oversized;

    HistogramReader(ProtoReader reader, boolean startTimestamps) {
        this.reader = reader;
        this.startTimestamps = startTimestamps;
    }

    /** Reads the message that the reader is at, to its end. */
    void read(NativeHistogram into) throws MalformedBodyException {
        clear(into);
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case COUNT_INT -> {
                    into.floating = false;
                    into.countInteger = reader.varint64();
                    into.countDouble = 0;
                }
                case COUNT_FLOAT -> {
                    into.floating = true;
                    into.countDouble = reader.readDouble();
                    into.countInteger = 0;
                }
                case SUM -> into.sum = reader.readDouble();
                case SCHEMA -> into.schema = reader.zigZag32();
                case ZERO_THRESHOLD -> into.zeroThreshold = reader.readDouble();
                case ZERO_COUNT_INT -> {
                    into.zeroCountInteger = reader.varint64();
                    into.zeroCountDouble = 0;
                }
                case ZERO_COUNT_FLOAT -> {
                    into.zeroCountDouble = reader.readDouble();
                    into.zeroCountInteger = 0;
                }
                case RESET_HINT -> into.resetHint = reader.varint32();
                case TIMESTAMP -> into.timestamp = reader.varint64();
                default -> readBuckets(tag, into);
            }
        }
        into.negativeBucketCount = into.floating ? negativeCounts : negativeDeltas;
        into.positiveBucketCount = into.floating ? positiveCounts : positiveDeltas;
        into.oversized = oversized;
    }

    private void clear(NativeHistogram into) {
        oversized = false;
        negativeDeltas = negativeCounts = positiveDeltas = positiveCounts = 0;
        into.timestamp = into.startTimestamp = 0;
        into.floating = false;
        into.countInteger = into.zeroCountInteger = 0;
        into.countDouble = into.zeroCountDouble = 0;
        into.sum = into.zeroThreshold = 0;
        into.schema = into.resetHint = 0;
        into.negativeSpanCount = into.positiveSpanCount = into.customValueCount = 0;
    }

    private void readBuckets(int tag, NativeHistogram into) throws MalformedBodyException {
        switch (tag) {
            case NEGATIVE_SPANS -> {
                int span = room(into.negativeSpanCount);
                into.negativeSpanCount = span + 1;
                into.negativeSpanOffsets = roomy(into.negativeSpanOffsets, span);
                into.negativeSpanLengths = roomy(into.negativeSpanLengths, span);
                readSpan("negative_spans", span, into.negativeSpanOffsets, into.negativeSpanLengths);
            }
            case POSITIVE_SPANS -> {
                int span = room(into.positiveSpanCount);
                into.positiveSpanCount = span + 1;
                into.positiveSpanOffsets = roomy(into.positiveSpanOffsets, span);
                into.positiveSpanLengths = roomy(into.positiveSpanLengths, span);
                readSpan("positive_spans", span, into.positiveSpanOffsets, into.positiveSpanLengths);
            }
            case NEGATIVE_DELTAS, NEGATIVE_DELTAS_PACKED -> {
                filled = negativeDeltas;
                into.negativeIntegerCounts =
                        readDeltas(tag == NEGATIVE_DELTAS_PACKED, "negative_deltas", into.negativeIntegerCounts);
                negativeDeltas = filled;
            }
            case POSITIVE_DELTAS, POSITIVE_DELTAS_PACKED -> {
                filled = positiveDeltas;
                into.positiveIntegerCounts =
                        readDeltas(tag == POSITIVE_DELTAS_PACKED, "positive_deltas", into.positiveIntegerCounts);
                positiveDeltas = filled;
            }
            case NEGATIVE_COUNTS, NEGATIVE_COUNTS_PACKED -> {
                filled = negativeCounts;
                into.negativeCounts =
                        readDoubles(tag == NEGATIVE_COUNTS_PACKED, "negative_counts", into.negativeCounts);
                negativeCounts = filled;
            }
            case POSITIVE_COUNTS, POSITIVE_COUNTS_PACKED -> {
                filled = positiveCounts;
                into.positiveCounts =
                        readDoubles(tag == POSITIVE_COUNTS_PACKED, "positive_counts", into.positiveCounts);
                positiveCounts = filled;
            }
            case CUSTOM_VALUES, CUSTOM_VALUES_PACKED -> {
                filled = into.customValueCount;
                into.customValues = readDoubles(tag == CUSTOM_VALUES_PACKED, "custom_values", into.customValues);
                into.customValueCount = filled;
            }
            default -> {
                if (tag == START_TIMESTAMP && startTimestamps) {
                    into.startTimestamp = reader.varint64();
                } else {
                    reader.skip(tag);
                }
            }
        }
    }

    /** Where the next element goes: over the last one when there are too many, so that it is read and takes nothing. */
    private int room(int count) {
        if (count < NativeHistogram.MAX_ELEMENTS) {
            return count;
        }
        oversized = true;
        return count - 1;
    }

    private void readSpan(String field, int span, int[] offsets, int[] lengths) throws MalformedBodyException {
        int outer = reader.open(field, span);
        offsets[span] = 0;
        lengths[span] = 0;
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == SPAN_OFFSET) {
                offsets[span] = reader.zigZag32();
            } else if (tag == SPAN_LENGTH) {
                lengths[span] = reader.varint32();
            } else {
                reader.skip(tag);
            }
        }
        reader.close(outer);
    }

    /** Appends at {@link #filled}, the deltas summed up. */
    private long[] readDeltas(boolean packed, String field, long[] counts) throws MalformedBodyException {
        if (!packed) {
            return addDelta(counts);
        }
        int outer = reader.open(field, -1);
        long[] grown = counts;
        while (reader.hasMore()) {
            grown = addDelta(grown);
        }
        reader.close(outer);
        return grown;
    }

    private long[] addDelta(long[] counts) throws MalformedBodyException {
        int at = room(filled);
        long[] grown = at < counts.length ? counts : Arrays.copyOf(counts, Math.max(LEAST_ROOM, 2 * at));
        grown[at] = reader.zigZag64() + (at == 0 ? 0 : grown[at - 1]);
        filled = at + 1;
        return grown;
    }

    private double[] readDoubles(boolean packed, String field, double[] values) throws MalformedBodyException {
        if (!packed) {
            return addDouble(values);
        }
        int outer = reader.open(field, -1);
        double[] grown = values;
        while (reader.hasMore()) {
            grown = addDouble(grown);
        }
        reader.close(outer);
        return grown;
    }

    private double[] addDouble(double[] values) throws MalformedBodyException {
        int at = room(filled);
        double[] grown = at < values.length ? values : Arrays.copyOf(values, Math.max(LEAST_ROOM, 2 * at));
        grown[at] = reader.readDouble();
        filled = at + 1;
        return grown;
    }

    private static int[] roomy(int[] array, int index) {
        return index < array.length ? array : Arrays.copyOf(array, Math.max(LEAST_ROOM, 2 * index));
    }
}
