package io.adxflow.job.bundle;

/**
 * What the state keeps of one file of a body log.
 *
 * @param name in the body store
 * @param firstSequence of its first record
 * @param lastSequence of its last record
 * @param durableLength bytes that were durable at the checkpoint; what follows them is not part of it
 */
record BodyLogFile(String name, long firstSequence, long lastSequence, long durableLength) {}
