package io.adxflow.job.rules.metrics;

import java.io.DataOutput;
import java.io.IOException;

/** What is kept of the values of one group in one window. Adding up is free of order: whatever parts values came in, the results are the same, but for the rounding of sums. Not thread-safe. */
public interface Accumulator {

    /** Takes in a finite value; of an aggregate that only counts it means nothing, of one of distinct values it is the bits of a hash. */
    void add(double value);

    /** Takes in another of the same shape, which may be taken over and must not be used any more. */
    void merge(Accumulator other);

    /** Writes the values that rows have. */
    void results(double[] into);

    /** Writes the layout that {@link MetricShape#read} reads. */
    void write(DataOutput out) throws IOException;

    /** About how many numbers it holds. */
    int weight();
}
