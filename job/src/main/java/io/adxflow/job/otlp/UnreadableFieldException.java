package io.adxflow.job.otlp;

/** Carries out of a row program why a field cannot be read: the record is refused then. */
final class UnreadableFieldException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableFieldException(Exception cause) {
        super(cause.getMessage(), cause, false, false);
    }
}
