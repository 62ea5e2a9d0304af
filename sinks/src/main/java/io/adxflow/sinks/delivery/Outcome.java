package io.adxflow.sinks.delivery;

import org.jspecify.annotations.Nullable;

/**
 * What became of a batch when it was to be committed.
 *
 * @param kind why not, or null when delivered; {@link FailureKind#MISSING_DATA} counts as delivered
 * @param attempts failed commits so far
 */
public record Outcome(@Nullable FailureKind kind, String reason, int attempts) {
    static final Outcome DELIVERED = new Outcome(null, "", 0);

    boolean delivered() {
        return kind == null || kind == FailureKind.MISSING_DATA;
    }

    static Outcome parked(FailureKind kind, String reason, int attempts) {
        return new Outcome(kind, reason, attempts);
    }
}
