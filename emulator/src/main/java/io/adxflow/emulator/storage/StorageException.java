package io.adxflow.emulator.storage;

import java.io.IOException;

/** The storage service refused a request. */
public final class StorageException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    StorageException(int status, String body) {
        super("storage answered " + status + ": " + body);
        this.status = status;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
