package io.adxflow.sources.http;

/** Thrown when no wire format goes by a request's content headers; the message is the answer's text (415). */
final class UnsupportedContentException extends Exception {
    UnsupportedContentException(String message) {
        super(message);
    }
}
