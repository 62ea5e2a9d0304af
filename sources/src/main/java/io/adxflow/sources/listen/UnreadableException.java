package io.adxflow.sources.listen;

/** Thrown when a split cannot be read, however often it is tried; the message says why, for people. */
public final class UnreadableException extends Exception {
    public UnreadableException(String message) {
        super(message);
    }
}
