package io.adxflow.job.opamp;

import io.adxflow.job.handshake.AgentReport;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Says of an agent what people want to know. Stateless. */
final class AgentReporter {
    private AgentReporter() {}

    /** @param offers of the agent's namespace among others */
    static AgentReport report(Agent agent, OfferDesk offers) {
        Map<String, String> details = new TreeMap<>();
        details.put("service", agent.service());
        details.put("healthy", Boolean.toString(agent.isHealthy()));
        if (!agent.isHealthy()) {
            details.put("health-error", agent.healthError().isEmpty() ? agent.healthStatus() : agent.healthError());
        }
        String digest = AgentConfig.digestOf(agent.reportedHash());
        details.put("config", agent.reportedState().name().toLowerCase(Locale.ROOT));
        details.put("config-hash", digest == null ? "" : digest);
        if (!agent.configError().isEmpty()) {
            details.put("config-error", agent.configError());
        }
        Rollout rollout = offers.rollout(agent.namespace());
        if (rollout == null) {
            details.put("problem", offers.problem(agent.namespace()));
        } else {
            if (rollout.isCanary(agent.uid())) {
                details.put("canary", "true");
            }
            if (!rollout.lastHalt().isEmpty()) {
                details.put("halted", rollout.lastHalt());
            }
        }
        EffectiveConfig effective = agent.effective();
        details.put("effective-config-bytes", effective == null ? "0" : Integer.toString(effective.bytes()));
        return new AgentReport(
                agent.namespace(),
                agent.uid().toString(),
                agent.channel() == null ? "opamp-http" : "opamp-websocket",
                agent.programVersion(),
                agent.host(),
                agent.seenMillis(),
                details);
    }
}
