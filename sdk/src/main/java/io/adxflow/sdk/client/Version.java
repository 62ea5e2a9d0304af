package io.adxflow.sdk.client;

import java.time.Instant;

/**
 * A version of the control document. Known by number and hash together, since a number that a failure took back is given again.
 *
 * @param who made it
 * @param what changed
 */
public record Version(long number, String hash, String who, Instant when, String what) {}
