package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.BatchKey;

/**
 * Where batches of one kind are to go: what they have in common for a {@link Lane}.
 *
 * @param definition as {@link BatchKey#definition}
 * @param held as {@link BatchKey#held}
 */
record Place(String moniker, String definition, String held) {
    static Place of(BatchKey key) {
        return new Place(key.moniker(), key.definition(), key.held());
    }
}
