package io.adxflow.job.bundle;

import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.Chunk;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Remembers for which keys this reader has sent chunks whose batches are not due yet, so that a flush can seal them. */
final class OpenBatches {
    private final Map<BatchKey, Long> sealAtByKey = new HashMap<>();

    void add(Chunk chunk) {
        sealAtByKey.merge(chunk.key(), chunk.sealAtMillis(), Math::max);
    }

    /** Forgets the batches that are sealed by their own time. */
    void forgetSealed(long nowMillis) {
        sealAtByKey.values().removeIf(sealAt -> sealAt < nowMillis);
    }

    /** Emits, for each remembered key, the chunk without rows that has its batch sealed at once. */
    void sealNow(Consumer<Chunk> output) {
        for (BatchKey key : sealAtByKey.keySet()) {
            output.accept(new Chunk(
                    key, new byte[0], 0, 0, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE));
        }
        sealAtByKey.clear();
    }
}
