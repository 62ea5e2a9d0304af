package io.adxflow.bench.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalDouble;

/** What the project promises for a workload, on two cores, all in, when the code is compiled. */
final class BenchTargets {
    private static final double ACK_P99_MILLIS = 600;

    private BenchTargets() {}

    /** @param result holds the figures, and takes the targets */
    static void add(BenchSettings settings, ObjectNode result) {
        OptionalDouble cpu = cpuPerMillion(settings);
        if (cpu.isEmpty()) {
            return;
        }
        ObjectNode targets = result.putObject("targets");
        targets.put("cpu_s_per_million", cpu.getAsDouble());
        boolean met = result.path("cpu_s_per_million").asDouble() <= cpu.getAsDouble();
        if (settings.samplesPerSecond() > 0) {
            targets.put("ack_p99_ms", ACK_P99_MILLIS);
            met &= result.path("ack_p99_ms").asDouble() <= ACK_P99_MILLIS;
        }
        result.put("targets_met", met);
    }

    private static OptionalDouble cpuPerMillion(BenchSettings settings) {
        return switch (settings.workload()) {
            case "a" -> OptionalDouble.of(settings.protocol() == 1 ? 0.6 : 0.5);
            case "b" -> OptionalDouble.of(0.8);
            case "c" -> OptionalDouble.of(1);
            case "d" -> OptionalDouble.of(3);
            default -> OptionalDouble.empty();
        };
    }
}
