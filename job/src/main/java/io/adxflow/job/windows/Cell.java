package io.adxflow.job.windows;

import io.adxflow.job.rules.metrics.Accumulator;

/** What one group has in one window: all that came, or, where results add up, all that is in no row yet. */
final class Cell {
    private final Accumulator sum;
    /** What the rows so far add up to; empty while there is none. */
    private double[] emitted;

    private boolean changed;

    Cell(Accumulator sum, double[] emitted, boolean changed) {
        this.sum = sum;
        this.emitted = emitted;
        this.changed = changed;
    }

    void merge(Accumulator other) {
        sum.merge(other);
        changed = true;
    }

    Accumulator sum() {
        return sum;
    }

    double[] emitted() {
        return emitted;
    }

    boolean isChanged() {
        return changed;
    }

    /** What the next row adds to those before; they then are all that came. */
    double[] take(int size) {
        double[] results = new double[size];
        sum.results(results);
        double[] difference = results.clone();
        for (int i = 0; i < emitted.length; i++) {
            difference[i] -= emitted[i];
        }
        emitted = results;
        changed = false;
        return difference;
    }
}
