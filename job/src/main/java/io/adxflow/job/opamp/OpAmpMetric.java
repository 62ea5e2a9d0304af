package io.adxflow.job.opamp;

/** What is measured of agents. */
public enum OpAmpMetric {
    AGENTS("agents", "Agents that report by OpAMP and are remembered by this process, of handshake.max-agents."),
    CONNECTED("agents_connected", "Those of them that are connected by WebSocket."),
    UNHEALTHY("agents_unhealthy", "Those of them that say they are not well."),
    FAILED("agents_config_failed", "Those of them that could not apply what they were offered last."),
    REMEMBERED("agents_remembered", "Agents whose working and failing configurations are remembered."),
    MESSAGES("agent_messages_total", "Messages of agents."),
    REFUSED(
            "agent_refusals_total",
            "Messages and connections of agents that were refused: credential, size, rate, room."),
    OFFERS("agent_offers_total", "Configurations that were offered to agents."),
    HALTED("agent_rollouts_halted_total", "Configurations that went no further than to the first agents."),
    ROLLING("agent_rollouts", "Namespaces whose newest configuration is with the first agents.");

    private final String metricName;
    private final String help;

    OpAmpMetric(String metricName, String help) {
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
