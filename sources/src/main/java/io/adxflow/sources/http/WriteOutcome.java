package io.adxflow.sources.http;

import org.jspecify.annotations.Nullable;

/**
 * What became of a request's body: the HTTP status, the text for the sender, and the counts for the
 * {@code X-Prometheus-Remote-Write-*-Written} headers, or for OTLP's partial success.
 *
 * @param status of remote write: 204 when all was taken, 400 when some or all was refused. Of OTLP: 200 when the body could
 *     be read, even if all in it was refused, which {@code rejected} then tells; 400 when it could not. 5xx when it could not
 *     be tried
 * @param message what was refused and why, or null for nothing
 * @param rejected OTLP only: log records, spans or data points that were refused
 * @param awaitCheckpoint true when the answer may leave only once the next checkpoint is complete, because rows were
 *     taken; false when nothing was taken and the answer leaves at once
 */
public record WriteOutcome(
        int status,
        @Nullable String message,
        long samples,
        long histograms,
        long exemplars,
        long rejected,
        boolean awaitCheckpoint) {

    /** Nothing was taken: the answer leaves at once, with zero counts. */
    public static WriteOutcome refused(int status, String message) {
        return new WriteOutcome(status, message, 0, 0, 0, 0, false);
    }
}
