package io.adxflow.sources.wire.otlp.metrics;

/** Thrown when what is being written does not fit the chunk any more. */
final class ChunkFullException extends Exception {
    ChunkFullException() {
        super("chunk is full", null, false, false);
    }
}
