package io.adxflow.sinks.events;

import org.jspecify.annotations.Nullable;

/**
 * One event of a batch. Batch id, row and part name it for good: whoever sees them twice sees a duplicate.
 *
 * @param key what keeps its order among others of this key; null for none
 * @param row offset in the batch of its first row
 * @param rows how many rows it holds, a line each
 * @param part which part of the row it holds, from 0
 * @param parts of which so many are the row, one after the other; 1 unless the row is too long for an event
 */
public record Event(byte @Nullable [] key, byte[] value, long row, int rows, int part, int parts) {}
