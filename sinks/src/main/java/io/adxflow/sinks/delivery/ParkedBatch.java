package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.SealedBatch;

/**
 * A batch that could not be delivered yet.
 *
 * @param parkedAtMillis wall clock when it was first parked, epoch milliseconds
 * @param attempts failed commits so far
 */
record ParkedBatch(SealedBatch batch, FailureKind kind, String reason, int attempts, long parkedAtMillis) {

    /** After another attempt that did not deliver it. */
    ParkedBatch with(Outcome outcome) {
        FailureKind now = outcome.kind() == null ? kind : outcome.kind();
        int failed = now == FailureKind.PENDING ? attempts : attempts + 1;
        return new ParkedBatch(batch, now, outcome.reason(), failed, parkedAtMillis);
    }
}
