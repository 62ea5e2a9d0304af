package io.adxflow.bench.run;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the project promises for a workload, on two cores, all in, with the JDK's Deflater. */
final class BenchTargets {
    private static final double ACK_P99_MILLIS = 600;

    private BenchTargets() {}

    static void add(BenchSettings settings, double cpuPerMillion, double ackP99Millis, ObjectNode result) {
        double cpu =
                switch (settings.workload()) {
                    case "a" -> 1.2;
                    case "d" -> 4;
                    default -> 0;
                };
        if (cpu == 0) {
            return;
        }
        ObjectNode targets = result.putObject("targets");
        targets.put("cpu_s_per_million", cpu);
        boolean met = cpuPerMillion <= cpu;
        if (settings.samplesPerSecond() > 0) {
            targets.put("ack_p99_ms", ACK_P99_MILLIS);
            met &= ackP99Millis <= ACK_P99_MILLIS;
        }
        result.put("targets_met", met);
    }
}
