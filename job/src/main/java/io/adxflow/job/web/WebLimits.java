package io.adxflow.job.web;

import java.time.Duration;

/**
 * What one address of a {@link WebServer} allows.
 *
 * @param connections at a time; when they are all open, the one that has been idle longest makes room
 * @param connectionsPerAddress of them, from one sender's address
 * @param headTimeout for a connection's first request line and headers
 * @param bodyTimeout for the rest of a request
 * @param idleTimeout between two requests
 * @param answerTimeout for an answer to be made and taken; WebSockets and event streams are beyond it
 * @param headBytes of all headers together; the request line may have half as many
 * @param bodyBytes of a request
 * @param workers threads for what may block
 * @param waiting requests that wait for a worker or whose answer is on its way, beyond which 503 is answered
 */
public record WebLimits(
        int connections,
        int connectionsPerAddress,
        Duration headTimeout,
        Duration bodyTimeout,
        Duration idleTimeout,
        Duration answerTimeout,
        int headBytes,
        int bodyBytes,
        int workers,
        int waiting) {

    /** For a handful of probes, scrapers and people. */
    public static final WebLimits FEW = new WebLimits(
            512,
            256,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofMinutes(2),
            Duration.ofMinutes(1),
            16 * 1024,
            64 * 1024,
            2,
            16);
}
