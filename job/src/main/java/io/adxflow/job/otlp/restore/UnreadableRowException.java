package io.adxflow.job.otlp.restore;

/** A row cannot be what its columns say. The message names the column. */
final class UnreadableRowException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableRowException(String message) {
        super(message);
    }
}
