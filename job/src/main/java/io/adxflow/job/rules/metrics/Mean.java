package io.adxflow.job.rules.metrics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The average of values. */
final class Mean implements Accumulator {
    private double sum;
    private long count;

    @Override
    public void add(double value) {
        sum += value;
        count++;
    }

    @Override
    public void merge(Accumulator other) {
        Mean added = (Mean) other;
        sum += added.sum;
        count += added.count;
    }

    @Override
    public void results(double[] into) {
        into[0] = sum / count;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeDouble(sum);
        out.writeLong(count);
    }

    Mean read(DataInput in) throws IOException {
        sum = in.readDouble();
        count = in.readLong();
        return this;
    }

    @Override
    public int weight() {
        return 2;
    }
}
