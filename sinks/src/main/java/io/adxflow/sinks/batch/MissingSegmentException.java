package io.adxflow.sinks.batch;

import java.io.IOException;

/** A segment file is gone. Segments are deleted only after their batches were delivered, so whoever asks for one was restored from an older state. */
public final class MissingSegmentException extends IOException {
    public MissingSegmentException(String message) {
        super(message);
    }

    public MissingSegmentException(String message, Throwable cause) {
        super(message, cause);
    }
}
