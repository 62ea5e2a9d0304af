/** Tokens of hand-shakes: keys, making, checking, and what they let one do. */
@org.jspecify.annotations.NullMarked
package io.adxflow.job.handshake.tokens;
