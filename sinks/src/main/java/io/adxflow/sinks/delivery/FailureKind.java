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
    PENDING,
    /** Not done within {@code delivery.commit-timeout}, and delivered aside: nothing has failed. */
    LATE,
    /** A subscription is paused that its rows wait for: nothing has failed, and nothing is attempted. */
    HELD;

    /** True when it speaks against the place within the failure's {@link FailureScope}, not against the batch. */
    boolean blamesPlace() {
        return this == TRANSIENT || this == CONFIGURATION;
    }

    /** True when nothing has failed: the batch is on its way. */
    boolean isUnderWay() {
        return this == PENDING || this == LATE;
    }

    /** True when no further attempt can help this batch. */
    boolean isFinal() {
        return this == PERMANENT || this == CORRUPT_DATA;
    }
}
