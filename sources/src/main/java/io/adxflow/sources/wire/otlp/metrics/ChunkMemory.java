package io.adxflow.sources.wire.otlp.metrics;

import io.adxflow.sources.wire.DecodeCharge;
import io.adxflow.sources.wire.MalformedBodyException;

/** Charges the arrays of a chunk before they grow. */
final class ChunkMemory {
    private final DecodeCharge charge;

    ChunkMemory(DecodeCharge charge) {
        this.charge = charge;
    }

    /** @throws ChunkFullException when there is no memory: it tells so */
    void take(long bytes) throws ChunkFullException {
        try {
            charge.take(bytes, "translated data points");
        } catch (MalformedBodyException e) {
            throw new ChunkFullException(e);
        }
    }

    void give(long bytes) {
        charge.give(bytes);
    }
}
