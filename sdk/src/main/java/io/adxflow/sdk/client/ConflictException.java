package io.adxflow.sdk.client;

import java.util.List;

/** Somebody else has changed the document since it was read. Read it again, and decide anew. */
public final class ConflictException extends ControlException {
    private final String current;

    ConflictException(String message, String current) {
        super(412, message, List.of());
        this.current = current;
    }

    /** The tag of what is in force. */
    public String current() {
        return current;
    }
}
