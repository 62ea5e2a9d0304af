package io.adxflow.sources.wire;

/** Thrown when a body as a whole cannot be read; the message is meant for the sender. */
public final class MalformedBodyException extends Exception {
    /** Why, which decides the HTTP status: 400, 413 for {@link #TOO_LARGE}, or 503 for {@link #NO_MEMORY}. */
    public enum Reason {
        COMPRESSION,
        TOO_LARGE,
        /** Others hold the memory that it takes to decode the body: the same body may be readable later. */
        NO_MEMORY,
        PROTOBUF,
        JSON,
        CSV
    }

    private final Reason reason;

    public MalformedBodyException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** No stack trace: a sender's mistake is not the program's, and damaged bodies may come in floods. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
