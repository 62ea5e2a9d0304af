package io.adxflow.bench.load;

import java.time.Duration;

/**
 * Where a load goes, how much of it, and how it is retried.
 *
 * @param connections each with at most one request in flight
 * @param firstBody the number of the first body sent
 * @param bodies how many are sent at most
 * @param longest no new body is started after this
 * @param samplesPerSecond the offered rate, or 0 for as fast as answers come
 * @param authorization value of the header, empty for none
 * @param shortestBackoff the wait before the first retry; doubles with each
 */
public record LoadPlan(
        Endpoints endpoints,
        String path,
        int connections,
        long firstBody,
        long bodies,
        Duration longest,
        double samplesPerSecond,
        Duration shortestBackoff,
        Duration longestBackoff,
        String authorization) {

    /** Prometheus' defaults (storage/remote, config.DefaultQueueConfig: MinBackoff, MaxBackoff). */
    public static final Duration PROMETHEUS_SHORTEST_BACKOFF = Duration.ofMillis(30);

    public static final Duration PROMETHEUS_LONGEST_BACKOFF = Duration.ofSeconds(5);

    /** Without a credential. */
    public LoadPlan(
            Endpoints endpoints,
            String path,
            int connections,
            long firstBody,
            long bodies,
            Duration longest,
            double samplesPerSecond,
            Duration shortestBackoff,
            Duration longestBackoff) {
        this(
                endpoints,
                path,
                connections,
                firstBody,
                bodies,
                longest,
                samplesPerSecond,
                shortestBackoff,
                longestBackoff,
                "");
    }

    public LoadPlan {
        if (connections < 1 || bodies < 0 || firstBody < 0) {
            throw new IllegalArgumentException("load: " + connections + " connections, " + bodies + " bodies from "
                    + firstBody + " (expected: some)");
        }
    }
}
