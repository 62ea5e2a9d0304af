/**
 * The hand-shake: a sender says who it is and gets where to send, a token that proves it there, and its configuration ready to use.
 * Knows neither HTTP routes of others nor OpAMP.
 */
@org.jspecify.annotations.NullMarked
package io.adxflow.job.handshake;
