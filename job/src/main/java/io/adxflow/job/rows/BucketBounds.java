package io.adxflow.job.rows;

import io.adxflow.sources.wire.NativeHistogram;

/** The bound of a native histogram's bucket that is farther from zero, as Prometheus places it (model/histogram, getBound). */
final class BucketBounds {
    private BucketBounds() {}

    /** @param index the bucket's index within its schema; positive buckets and the mirror of negative ones are the same */
    static double of(NativeHistogram histogram, long index) {
        if (histogram.schema == HistogramChecks.CUSTOM_BUCKETS) {
            return index < histogram.customValueCount ? histogram.customValues[(int) index] : Double.POSITIVE_INFINITY;
        }
        return exponential(index, histogram.schema);
    }

    /** 2^(index * 2^-schema); the last finite one, which would be 2^1024, is the largest double. */
    static double exponential(long index, int schema) {
        if (schema <= 0) {
            long exponent = index << -schema;
            return powerOfTwo(1, exponent);
        }
        long whole = index >> schema;
        double part = Math.scalb((double) (index - (whole << schema)), -schema);
        return powerOfTwo(Math.pow(2, part), whole);
    }

    private static double powerOfTwo(double factor, long exponent) {
        if (factor == 1 && exponent == 1024) {
            return Double.MAX_VALUE;
        }
        return Math.scalb(factor, (int) Math.max(-5000, Math.min(5000, exponent)));
    }
}
