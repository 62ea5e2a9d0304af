package io.adxflow.job.handshake;

import java.util.Map;
import java.util.TreeMap;

/**
 * An agent as it was seen last.
 *
 * @param via how it reports: {@code handshake}, {@code opamp-http} or {@code opamp-websocket}
 * @param seenMillis of its last report, epoch milliseconds
 * @param details what it says, and what is thought of it, for people
 */
public record AgentReport(
        String namespace,
        String agent,
        String via,
        String version,
        String host,
        long seenMillis,
        Map<String, String> details) {
    public AgentReport {
        details = new TreeMap<>(details);
    }
}
