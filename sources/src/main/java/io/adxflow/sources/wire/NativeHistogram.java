package io.adxflow.sources.wire;

/**
 * One native histogram sample, reusable. Integer histograms carry absolute bucket counts here (the wire's deltas are summed
 * up). Field meaning: prompb/types.proto, message Histogram. Owned by one thread.
 */
public final class NativeHistogram {
    /** Spans of a side, buckets of a side, and custom bounds that are kept; their texts would not fit a value of a table long before. */
    public static final int MAX_ELEMENTS = 1 << 16;

    /** There are more elements of a kind than are kept; the last ones then mean nothing. */
    public boolean oversized;

    /** Epoch milliseconds. */
    public long timestamp;
    /** Epoch milliseconds, 0 for none. */
    public long startTimestamp;
    /** True when counts are doubles ({@code *Counts}), false when they are integers ({@code *IntegerCounts}). */
    public boolean floating;

    /** Unsigned. */
    public long countInteger;

    public double countDouble;
    public double sum;
    public int schema;
    public double zeroThreshold;
    /** Unsigned. */
    public long zeroCountInteger;

    public double zeroCountDouble;
    /** 0 unknown, 1 yes, 2 no, 3 gauge. */
    public int resetHint;

    public int negativeSpanCount;
    public int[] negativeSpanOffsets = new int[8];
    /** Unsigned. */
    public int[] negativeSpanLengths = new int[8];

    public int negativeBucketCount;
    public long[] negativeIntegerCounts = new long[16];
    public double[] negativeCounts = new double[16];

    public int positiveSpanCount;
    public int[] positiveSpanOffsets = new int[8];
    /** Unsigned. */
    public int[] positiveSpanLengths = new int[8];

    public int positiveBucketCount;
    public long[] positiveIntegerCounts = new long[16];
    public double[] positiveCounts = new double[16];

    /** Upper bounds of custom buckets, for schema -53. */
    public int customValueCount;

    public double[] customValues = new double[16];

    private static final int LARGE = 1 << 13;

    /** True when one hostile or very odd histogram has made the arrays large, so that a holder had better take a new one. */
    boolean isLarge() {
        return Math.max(negativeIntegerCounts.length, positiveIntegerCounts.length) > LARGE
                || Math.max(negativeCounts.length, positiveCounts.length) > LARGE
                || Math.max(negativeSpanOffsets.length, positiveSpanOffsets.length) > LARGE
                || customValues.length > LARGE;
    }
}
