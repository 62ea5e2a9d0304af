package io.adxflow.sdk.agents;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a sender gets by a hand-shake.
 *
 * @param signals {@code metrics}, {@code logs}, {@code traces}
 * @param remoteWrite URL for Prometheus' remote write
 * @param otlpHttp base URL for OTLP/HTTP, to which {@code /v1/logs} and its like are added
 * @param otlpGrpc address for OTLP/gRPC, or null when nothing listens; needs {@code x-adxflow-namespace} as metadata
 * @param labels to add to what it sends; the receiver adds them in any case
 * @param token a bearer token
 * @param expiresAtSeconds of the token, epoch seconds
 * @param refreshSeconds after which it is to shake hands again
 * @param maxBodyBytes of a request
 */
public record Grant(
        String agent,
        String namespace,
        Set<String> signals,
        String remoteWrite,
        String otlpHttp,
        @Nullable String otlpGrpc,
        Map<String, String> labels,
        String token,
        long expiresAtSeconds,
        long refreshSeconds,
        int maxBodyBytes) {
    public Grant {
        signals = Set.copyOf(signals);
        labels = new TreeMap<>(labels);
    }

    /** Shows no token. */
    @Override
    public String toString() {
        return "grant for agent " + agent + " of namespace " + namespace;
    }
}
