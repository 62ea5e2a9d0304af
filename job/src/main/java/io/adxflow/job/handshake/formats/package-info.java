/** Configurations of senders, made of what a hand-shake grants. One more format is one more class, and an entry in {@code AgentFormats}. */
@org.jspecify.annotations.NullMarked
package io.adxflow.job.handshake.formats;
