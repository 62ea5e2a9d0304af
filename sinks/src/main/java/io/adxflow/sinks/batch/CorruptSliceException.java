package io.adxflow.sinks.batch;

import java.io.IOException;

/** Stored bytes are not what was written: the batch they belong to cannot be delivered. */
public final class CorruptSliceException extends IOException {
    public CorruptSliceException(String message) {
        super(message);
    }

    public CorruptSliceException(String message, Throwable cause) {
        super(message, cause);
    }
}
