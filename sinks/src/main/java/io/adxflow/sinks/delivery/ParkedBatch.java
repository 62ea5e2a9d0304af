package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.SealedBatch;

/**
 * A batch that could not be delivered yet.
 *
 * @param parkedAtMillis wall clock when it was first parked, epoch milliseconds
 * @param attempts failed commits so far
 */
record ParkedBatch(SealedBatch batch, FailureKind kind, String reason, int attempts, long parkedAtMillis) {

    ParkedBatch failedAgain(Outcome outcome) {
        return new ParkedBatch(
                batch, outcome.kind() == null ? kind : outcome.kind(), outcome.reason(), attempts + 1, parkedAtMillis);
    }
}
