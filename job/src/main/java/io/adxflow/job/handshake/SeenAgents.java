package io.adxflow.job.handshake;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The agents that shook hands with this process, as many as there is room for: who was silent longest is forgotten. Thread-safe. */
final class SeenAgents implements AgentReports {
    private final Map<String, AgentReport> byName;

    SeenAgents(int maxAgents) {
        byName = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, AgentReport> eldest) {
                return size() > maxAgents;
            }
        };
    }

    synchronized void seen(AgentReport report) {
        byName.put(report.namespace() + "/" + report.agent(), report);
    }

    synchronized int size() {
        return byName.size();
    }

    @Override
    public synchronized List<AgentReport> reports() {
        return List.copyOf(byName.values());
    }
}
