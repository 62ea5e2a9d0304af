package io.adxflow.job.rules.metrics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** Counts, sums and histograms: numbers that are added one by one. */
abstract class Additive implements Accumulator {
    final double[] numbers;

    private Additive(int size) {
        numbers = new double[size];
    }

    @Override
    public final void merge(Accumulator other) {
        double[] added = ((Additive) other).numbers;
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] += added[i];
        }
    }

    @Override
    public void results(double[] into) {
        System.arraycopy(numbers, 0, into, 0, numbers.length);
    }

    @Override
    public final void write(DataOutput out) throws IOException {
        for (double number : numbers) {
            out.writeDouble(number);
        }
    }

    final Additive read(DataInput in) throws IOException {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readDouble();
        }
        return this;
    }

    @Override
    public final int weight() {
        return numbers.length;
    }

    static Additive count() {
        return new Additive(1) {
            @Override
            public void add(double value) {
                numbers[0]++;
            }
        };
    }

    static Additive sum() {
        return new Additive(1) {
            @Override
            public void add(double value) {
                numbers[0] += value;
            }
        };
    }

    /** Counts by bucket, then the sum; results are how many were at most each bound, then of all, then the sum, then the count. */
    static Additive histogram(List<Double> bounds) {
        int last = bounds.size();
        return new Additive(last + 2) {
            @Override
            public void add(double value) {
                int bucket = 0;
                while (bucket < last && value > bounds.get(bucket)) {
                    bucket++;
                }
                numbers[bucket]++;
                numbers[last + 1] += value;
            }

            @Override
            public void results(double[] into) {
                double atMost = 0;
                for (int i = 0; i <= last; i++) {
                    atMost += numbers[i];
                    into[i] = atMost;
                }
                into[last + 1] = numbers[last + 1];
                into[last + 2] = atMost;
            }
        };
    }
}
