package io.adxflow.sinks.delivery;

/** What a failed delivery says about the next attempt. */
public enum FailureKind {
    /** The destination is away, slow or throttles: the same batch may succeed later. */
    TRANSIENT,
    /** The destination is set up wrongly or unknown: the batch waits until somebody repairs that. */
    CONFIGURATION,
    /** The destination will never take this batch. */
    PERMANENT,
    /** The stored bytes are damaged. */
    CORRUPT_DATA,
    /** The stored bytes are gone, as they are after delivery. */
    MISSING_DATA,
    /** The destination has taken the batch and is still working on it: ask again soon. Nobody's fault. */
    PENDING;

    /** True when it speaks against the destination, not against one batch. */
    boolean blamesDestination() {
        return this == TRANSIENT || this == CONFIGURATION;
    }

    /** True when no further attempt can help this batch. */
    boolean isFinal() {
        return this == PERMANENT || this == CORRUPT_DATA;
    }
}
