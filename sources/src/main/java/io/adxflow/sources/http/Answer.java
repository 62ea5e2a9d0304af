package io.adxflow.sources.http;

import org.jspecify.annotations.Nullable;

/** What a sender is told: status, text, and the counts of the {@code X-Prometheus-Remote-Write-*-Written} headers. */
record Answer(int status, @Nullable String message, long samples, long histograms, long exemplars) {

    static Answer of(WriteOutcome outcome) {
        return new Answer(
                outcome.status(), outcome.message(), outcome.samples(), outcome.histograms(), outcome.exemplars());
    }

    static Answer refusal(int status, String message) {
        return new Answer(status, message, 0, 0, 0);
    }
}
