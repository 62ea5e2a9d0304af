package io.adxflow.sinks.reading;

/** Thrown when a blob is gone, or another content is under its name. */
public final class ChangedBlobException extends Exception {
    private static final long serialVersionUID = 1L;

    public ChangedBlobException(String message) {
        super(message);
    }
}
