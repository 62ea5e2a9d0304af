package io.adxflow.sources.wire.otlp.metrics;

import io.adxflow.sources.wire.MalformedBodyException;
import org.jspecify.annotations.Nullable;

/** Thrown when what is being written does not fit the chunk any more, or there is no memory for the chunk to grow. */
final class ChunkFullException extends Exception {
    /** Why the whole body is refused, or null when the chunk is full. */
    final @Nullable MalformedBodyException noMemory;

    ChunkFullException() {
        this(null);
    }

    ChunkFullException(@Nullable MalformedBodyException noMemory) {
        super("chunk is full", noMemory, false, false);
        this.noMemory = noMemory;
    }
}
