package io.adxflow.sources.http;

/**
 * An answer that is ready but for its checkpoint. Holds no body.
 *
 * @param receivedNanos when the request was whole, by {@link IngestClock#nanos()}
 */
record PendingAnswer(Responder responder, Answer answer, long receivedNanos) {}
