package io.adxflow.bench.run;

/** Rounds figures for people. */
final class Round {
    private Round() {}

    static double to3(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    static double to1(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
