package io.adxflow.job.handshake;

/** What is measured of hand-shakes. */
public enum HandshakeMetric {
    SEEN("handshake_agents", "Agents that shook hands with this process and are listed, of handshake.max-agents."),
    KEYS("handshake_keys", "Keys that tokens of hand-shakes are checked by; 0 when none can be issued or checked."),
    TOKENS("handshake_tokens_remembered", "Tokens whose signature need not be checked again, of handshake.max-agents."),
    GRANTED("handshakes_total", "Hand-shakes that were granted."),
    REFUSED("handshake_refusals_total", "Hand-shakes that were refused.");

    private final String metricName;
    private final String help;

    HandshakeMetric(String metricName, String help) {
        this.metricName = metricName;
        this.help = help;
    }

    public String metricName() {
        return metricName;
    }

    public String help() {
        return help;
    }
}
