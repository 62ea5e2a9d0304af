package io.adxflow.job.handshake;

import java.util.List;

/** Those that know agents. Thread-safe. */
@FunctionalInterface
public interface AgentReports {
    /** In no order. */
    List<AgentReport> reports();
}
