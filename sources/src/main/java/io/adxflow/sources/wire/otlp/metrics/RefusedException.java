package io.adxflow.sources.wire.otlp.metrics;

/** Thrown when one data point cannot become rows; the message says why, for the sender. The others are not concerned. */
final class RefusedException extends Exception {
    RefusedException(String message) {
        super(message);
    }

    /** No stack trace: it is the sender's mistake, and may come with every point of a body. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
