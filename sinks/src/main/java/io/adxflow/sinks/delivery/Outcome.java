package io.adxflow.sinks.delivery;

import org.jspecify.annotations.Nullable;

/**
 * What became of a batch when it was to be committed.
 *
 * @param kind why not, or null when delivered; {@link FailureKind#MISSING_DATA} counts as delivered
 * @param scope how far the reason reaches
 * @param attempts failed commits so far; unchanged when this one was not tried
 */
public record Outcome(@Nullable FailureKind kind, FailureScope scope, String reason, int attempts) {
    static final Outcome DELIVERED = new Outcome(null, FailureScope.DESTINATION, "", 0);

    boolean delivered() {
        return kind == null || kind == FailureKind.MISSING_DATA;
    }

    /** Something that concerns the whole destination, or nobody but the batch. */
    static Outcome parked(FailureKind kind, String reason, int attempts) {
        return new Outcome(kind, FailureScope.DESTINATION, reason, attempts);
    }

    Outcome withAttempts(int failed) {
        return new Outcome(kind, scope, reason, failed);
    }
}
