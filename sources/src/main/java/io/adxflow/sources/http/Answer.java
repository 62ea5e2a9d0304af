package io.adxflow.sources.http;

import org.jspecify.annotations.Nullable;

/**
 * What a sender is told: status, text, and the counts of the {@code X-Prometheus-Remote-Write-*-Written} headers, or of what
 * OTLP's partial success says was refused.
 *
 * @param retryAfterSeconds the least wait to tell, 0 for what {@code ingest.retry-after} says
 */
record Answer(
        int status,
        @Nullable String message,
        long samples,
        long histograms,
        long exemplars,
        long rejected,
        int retryAfterSeconds) {

    Answer(int status, @Nullable String message, long samples, long histograms, long exemplars, long rejected) {
        this(status, message, samples, histograms, exemplars, rejected, 0);
    }

    static Answer of(WriteOutcome outcome) {
        return new Answer(
                outcome.status(),
                outcome.message(),
                outcome.samples(),
                outcome.histograms(),
                outcome.exemplars(),
                outcome.rejected());
    }

    /** True when the sender is to come again, after a while that it is told. */
    boolean isComeAgain() {
        return status == 503 || status == 429;
    }

    static Answer refusal(int status, String message) {
        return new Answer(status, message, 0, 0, 0, 0);
    }
}
