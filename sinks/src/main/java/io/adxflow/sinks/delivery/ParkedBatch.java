package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.SealedBatch;

/**
 * A batch that could not be delivered yet, or not in time.
 *
 * @param scope how far the last failure reaches
 * @param parkedAtMillis wall clock when it came here, epoch milliseconds
 * @param attempts failed commits so far
 */
record ParkedBatch(
        SealedBatch batch, FailureKind kind, FailureScope scope, String reason, int attempts, long parkedAtMillis) {

    /** True when its database takes no batches while the destination does: somebody has to see to that. */
    boolean isUndeliverable() {
        return scope == FailureScope.DATABASE && kind.blamesPlace();
    }

    Place place() {
        return Place.of(batch.key());
    }

    String moniker() {
        return batch.key().moniker();
    }

    String database() {
        return batch.key().database();
    }

    /** After another attempt that did not deliver it. One that was not tried says nothing about a batch that failed before. */
    ParkedBatch with(Outcome outcome) {
        FailureKind now = outcome.kind() == null ? kind : outcome.kind();
        boolean tried = outcome.attempts() != attempts || now.isUnderWay();
        if (!tried && !kind.isUnderWay()) {
            return this;
        }
        return new ParkedBatch(batch, now, outcome.scope(), outcome.reason(), outcome.attempts(), parkedAtMillis);
    }

    /** The same rows as a batch of their own, for another place. */
    ParkedBatch as(SealedBatch moved, String why) {
        return new ParkedBatch(moved, FailureKind.LATE, FailureScope.TABLE, why, 0, parkedAtMillis);
    }
}
