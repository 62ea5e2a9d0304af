package io.adxflow.bench.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalDouble;

/** What the project promises for a workload, on two cores, all in, when the code is compiled. */
final class BenchTargets {
    private static final double ACK_P99_MILLIS = 600;
    private static final double SAMPLES_PER_SECOND = 2_000_000;
    private static final double ALLOCATED_BYTES_PER_SAMPLE = 60;

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
        } else {
            targets.put("samples_per_second", SAMPLES_PER_SECOND);
            targets.put("allocated_bytes_per_sample", ALLOCATED_BYTES_PER_SAMPLE);
            met &= result.path("samples_per_second").asDouble() >= SAMPLES_PER_SECOND
                    && result.path("allocated_bytes_per_sample").asDouble() <= ALLOCATED_BYTES_PER_SAMPLE;
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
