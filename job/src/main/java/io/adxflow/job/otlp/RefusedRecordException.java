package io.adxflow.job.otlp;

/** Thrown when one record cannot become a row; the message is meant for its sender. */
public final class RefusedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    public RefusedRecordException(String message) {
        super(message);
    }

    /** No stack trace: a sender's mistake is not the program's, and may come in floods. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
