package io.adxflow.sources.http;

/** Thrown when a request names a namespace or database that is not configured; the message is the answer's text (404). */
public final class UnknownTargetException extends Exception {
    public UnknownTargetException(String message) {
        super(message);
    }
}
