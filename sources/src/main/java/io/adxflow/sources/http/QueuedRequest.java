package io.adxflow.sources.http;

/**
 * A whole request between the socket and its reader. Its array's bytes are reserved in the {@link ByteBudget}; who takes it
 * out of the queue {@linkplain IngestServer#release releases} it.
 *
 * @param receivedNanos when the last byte came, by {@link IngestClock#nanos()}
 * @param reservedSamples what it was taken to hold when it was let in
 */
record QueuedRequest(IngestRequest request, Responder responder, long receivedNanos, long reservedSamples) {
    QueuedRequest(IngestRequest request, Responder responder, long receivedNanos) {
        this(request, responder, receivedNanos, 0);
    }

    int bodyBytes() {
        return request.body().length;
    }
}
