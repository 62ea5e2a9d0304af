package io.adxflow.job.page.model;

import io.adxflow.job.handshake.AgentReport;
import io.adxflow.job.handshake.AgentReports;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The agents of this process for its {@link Part}: those that were seen last, looked for now and then, as there may be ten thousand of
 * them. For one thread at a time.
 */
final class KnownAgents {
    private static final int MAX_AGENTS = 200;
    private static final long EVERY_MILLIS = 5_000;

    private final AgentReports reports;
    private List<Part.Agent> newest = List.of();
    private long lookedAtMillis = Long.MIN_VALUE / 2;

    KnownAgents(AgentReports reports) {
        this.reports = reports;
    }

    List<Part.Agent> newest(long nowMillis) {
        if (Math.abs(nowMillis - lookedAtMillis) >= EVERY_MILLIS) {
            lookedAtMillis = nowMillis;
            newest = reports.reports().stream()
                    .sorted(Comparator.comparingLong(AgentReport::seenMillis).reversed())
                    .limit(MAX_AGENTS)
                    .map(KnownAgents::agent)
                    .toList();
        }
        return newest;
    }

    private static Part.Agent agent(AgentReport report) {
        Map<String, String> details = report.details();
        String service = details.getOrDefault("service", "");
        String label = service.isEmpty() ? report.agent() : service;
        return new Part.Agent(
                report.agent(),
                report.namespace(),
                report.host().isEmpty() || label.equals(report.host()) ? label : label + " on " + report.host(),
                report.via(),
                report.version(),
                report.seenMillis(),
                details.getOrDefault("health-error", details.getOrDefault("config-error", "")));
    }
}
