package io.adxflow.job.rules.metrics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The least or the greatest of values. */
final class Extremum implements Accumulator {
    private final boolean least;
    private double value;

    Extremum(boolean least) {
        this.least = least;
        this.value = least ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    @Override
    public void add(double other) {
        value = least ? Math.min(value, other) : Math.max(value, other);
    }

    @Override
    public void merge(Accumulator other) {
        add(((Extremum) other).value);
    }

    @Override
    public void results(double[] into) {
        into[0] = value;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeDouble(value);
    }

    Extremum read(DataInput in) throws IOException {
        value = in.readDouble();
        return this;
    }

    @Override
    public int weight() {
        return 1;
    }
}
