package io.adxflow.sdk.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an agent gets.
 *
 * @param remoteWrite URL for Prometheus' remote write
 * @param otlpHttp base URL for OTLP/HTTP
 * @param otlpGrpc address for OTLP/gRPC, or null when nothing listens
 * @param token a bearer token
 * @param refreshAfter when to shake hands again
 * @param labels to add to what is sent
 * @param monikers that something of it may reach
 * @param maxBodyBytes of a request
 * @param configuration in the form that was asked for, or empty
 */
public record Granted(
        String remoteWrite,
        String otlpHttp,
        @Nullable String otlpGrpc,
        String token,
        Instant expires,
        Duration refreshAfter,
        Map<String, String> labels,
        List<String> monikers,
        int maxBodyBytes,
        String configuration) {
    public Granted {
        labels = new TreeMap<>(labels);
        monikers = List.copyOf(monikers);
    }

    /** Shows no token, nor what has it within. */
    @Override
    public String toString() {
        return "granted until " + expires;
    }
}
