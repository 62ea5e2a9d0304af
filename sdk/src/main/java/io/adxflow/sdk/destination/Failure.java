package io.adxflow.sdk.destination;

import java.time.Duration;

/**
 * What a failed attempt says about the next one.
 *
 * @param kind what is to become of the batch
 * @param scope what else would fail the same way, and is left alone meanwhile
 * @param retryAfter for how long the destination asks to be left alone; zero unless it said so
 */
public record Failure(Kind kind, Scope scope, Duration retryAfter) {

    /** What is to become of the batch. */
    public enum Kind {
        /** The destination is away, slow or throttles: the same batch may succeed later. */
        TRANSIENT,
        /** The destination is set up wrongly or unknown: the batch waits until somebody repairs that. */
        CONFIGURATION,
        /** The destination will never take this batch, which is set aside as dead. */
        PERMANENT,
        /** The destination has taken the batch and is still working on it: ask again soon. Nobody's fault. */
        PENDING
    }

    /** What else would fail the same way. */
    public enum Scope {
        /** Everything of the moniker: it is away, or refuses us. */
        DESTINATION,
        /** The batches of one database: it is not there, or we may not write to it. */
        DATABASE,
        /** This batch and others of its table, for which nobody else should wait. */
        TABLE
    }

    /** Without a time. */
    public static Failure of(Kind kind, Scope scope) {
        return new Failure(kind, scope, Duration.ZERO);
    }

    /** The destination is away, slow or throttles. */
    public static Failure away() {
        return of(Kind.TRANSIENT, Scope.DESTINATION);
    }
}
