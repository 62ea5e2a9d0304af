package io.adxflow.sinks.blob.parquet;

import java.io.IOException;

/** A row cannot be what its schema says: no attempt at its batch can succeed. */
public final class BadRowException extends IOException {
    public BadRowException(String message) {
        super(message);
    }
}
