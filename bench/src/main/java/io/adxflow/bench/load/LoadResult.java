package io.adxflow.bench.load;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What became of a load.
 *
 * @param ackP50Millis from the first attempt of a body to its 2xx
 * @param starvedBodies bodies of an offered rate that were due when every connection was waiting, so that they left late
 */
public record LoadResult(
        @JsonProperty("bodies") long bodies,
        @JsonProperty("acked_samples") long ackedSamples,
        @JsonProperty("failed_samples") long failedSamples,
        @JsonProperty("retries") long retries,
        @JsonProperty("starved_bodies") long starvedBodies,
        @JsonProperty("body_bytes") long bodyBytes,
        @JsonProperty("seconds") double seconds,
        @JsonProperty("samples_per_second") double samplesPerSecond,
        @JsonProperty("ack_p50_ms") double ackP50Millis,
        @JsonProperty("ack_p99_ms") double ackP99Millis,
        @JsonProperty("ack_max_ms") double ackMaxMillis,
        @JsonProperty("sender_cpu_s") double senderCpuSeconds,
        @JsonProperty("first_failure") String firstFailure) {}
