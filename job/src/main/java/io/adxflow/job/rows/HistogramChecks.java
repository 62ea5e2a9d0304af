package io.adxflow.job.rows;

import io.adxflow.sources.wire.NativeHistogram;
import org.jspecify.annotations.Nullable;

/** Judges native histograms as Prometheus does before it takes one (model/histogram: Validate, checkHistogramSpans, …). */
final class HistogramChecks {
    static final int CUSTOM_BUCKETS = -53;
    private static final int MIN_SCHEMA = -9;
    private static final int MAX_SCHEMA = 52;

    private HistogramChecks() {}

    /** What is wrong with the histogram, or null. */
    @Nullable
    static String problem(NativeHistogram h) {
        if (h.oversized) {
            return "more than " + NativeHistogram.MAX_ELEMENTS + " buckets, spans or custom bounds";
        }
        String problem;
        if (h.schema == CUSTOM_BUCKETS) {
            problem = customProblem(h);
        } else if (h.schema >= MIN_SCHEMA && h.schema <= MAX_SCHEMA) {
            problem = exponentialProblem(h);
        } else {
            return "schema " + h.schema + " (expected: -9 to 52, or -53 for custom buckets)";
        }
        if (problem != null) {
            return problem;
        }
        return h.floating ? floatProblem(h) : integerProblem(h);
    }

    private static @Nullable String customProblem(NativeHistogram h) {
        double previous = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < h.customValueCount; i++) {
            double bound = h.customValues[i];
            if (Double.isNaN(bound)) {
                return "custom bounds: NaN";
            }
            if (i > 0 && bound <= previous) {
                return "custom bounds: " + bound + " after " + previous + " (expected: increasing)";
            }
            previous = bound;
        }
        if (previous == Double.POSITIVE_INFINITY) {
            return "custom bounds: the last one is infinite (expected: left out)";
        }
        if (h.negativeSpanCount > 0 || h.negativeBucketCount > 0) {
            return "custom buckets and negative buckets";
        }
        boolean zeroBucket = h.floating ? h.zeroCountDouble != 0 : h.zeroCountInteger != 0;
        if (zeroBucket || h.zeroThreshold != 0) {
            return "custom buckets and a zero bucket";
        }
        String problem = spanProblem(
                "", h.positiveSpanOffsets, h.positiveSpanLengths, h.positiveSpanCount, h.positiveBucketCount, true);
        if (problem != null) {
            return problem;
        }
        long span = 0;
        for (int i = 0; i < h.positiveSpanCount; i++) {
            span += h.positiveSpanOffsets[i] + Integer.toUnsignedLong(h.positiveSpanLengths[i]);
        }
        return span <= h.customValueCount + 1L
                ? null
                : h.customValueCount + " custom bounds for buckets up to number " + span;
    }

    private static @Nullable String exponentialProblem(NativeHistogram h) {
        if (h.customValueCount > 0) {
            return "custom bounds with schema " + h.schema;
        }
        String problem = spanProblem(
                "negative ",
                h.negativeSpanOffsets,
                h.negativeSpanLengths,
                h.negativeSpanCount,
                h.negativeBucketCount,
                false);
        return problem != null
                ? problem
                : spanProblem(
                        "positive ",
                        h.positiveSpanOffsets,
                        h.positiveSpanLengths,
                        h.positiveSpanCount,
                        h.positiveBucketCount,
                        false);
    }

    private static @Nullable String spanProblem(
            String side, int[] offsets, int[] lengths, int spans, int buckets, boolean firstMayNotBeNegative) {
        long needed = 0;
        for (int i = 0; i < spans; i++) {
            if (offsets[i] < 0 && (i > 0 || firstMayNotBeNegative)) {
                return side + "span " + (i + 1) + " has offset " + offsets[i];
            }
            needed += Integer.toUnsignedLong(lengths[i]);
        }
        return needed == buckets ? null : side + "spans need " + needed + " buckets, there are " + buckets;
    }

    private static @Nullable String integerProblem(NativeHistogram h) {
        long sum = h.zeroCountInteger;
        for (int i = 0; i < h.negativeBucketCount; i++) {
            if (h.negativeIntegerCounts[i] < 0) {
                return negative("negative", i, h.negativeIntegerCounts[i]);
            }
            sum += h.negativeIntegerCounts[i];
        }
        for (int i = 0; i < h.positiveBucketCount; i++) {
            if (h.positiveIntegerCounts[i] < 0) {
                return negative("positive", i, h.positiveIntegerCounts[i]);
            }
            sum += h.positiveIntegerCounts[i];
        }
        // Observations of NaN are in no bucket, but in the count.
        boolean agrees = Double.isNaN(h.sum) ? Long.compareUnsigned(sum, h.countInteger) <= 0 : sum == h.countInteger;
        return agrees
                ? null
                : Long.toUnsignedString(sum) + " observations in the buckets, but the count is "
                        + Long.toUnsignedString(h.countInteger);
    }

    private static @Nullable String floatProblem(NativeHistogram h) {
        if (h.countDouble < 0 || h.zeroCountDouble < 0) {
            return "count " + h.countDouble + ", zero count " + h.zeroCountDouble + " (expected: not negative)";
        }
        for (int i = 0; i < h.negativeBucketCount; i++) {
            if (h.negativeCounts[i] < 0) {
                return negative("negative", i, h.negativeCounts[i]);
            }
        }
        for (int i = 0; i < h.positiveBucketCount; i++) {
            if (h.positiveCounts[i] < 0) {
                return negative("positive", i, h.positiveCounts[i]);
            }
        }
        return null;
    }

    private static String negative(String side, int bucket, Number count) {
        return side + " bucket " + (bucket + 1) + " has count " + count;
    }
}
