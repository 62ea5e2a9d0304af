package io.adxflow.sinks.standby;

import io.adxflow.sinks.batch.SealedBatch;

/**
 * A batch in a standby store, or on its way there.
 *
 * @param batch of a kept one, the slices are those of its file
 * @param parkedAtMillis when it first was not delivered, epoch milliseconds
 * @param attempts failed deliveries so far
 * @param failure what kind the last failure was
 * @param reason the last failure, in words
 */
public record KeptBatch(SealedBatch batch, long parkedAtMillis, int attempts, String failure, String reason) {

    /** Its name in the store. */
    public StandbyName name() {
        return new StandbyName(
                batch.key().moniker(), batch.key().database(), batch.batchId(), batch.rows(), batch.storedBytes());
    }
}
