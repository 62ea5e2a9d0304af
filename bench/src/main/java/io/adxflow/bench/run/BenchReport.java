package io.adxflow.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.bench.load.LoadResult;
import java.util.Locale;
import java.util.Map;

/** A run's figures as one JSON object. */
final class BenchReport {
    private final ObjectNode json = new ObjectMapper().createObjectNode();

    BenchReport(BenchSettings settings) {
        json.put("workload", settings.workload());
        json.put("protocol", settings.protocol());
        json.put("samples", settings.samples());
        json.put("warmup", settings.warmup());
        json.put("settling", settings.settling());
        json.put("offered_samples_per_second", settings.samplesPerSecond());
        json.put("inflight", settings.inflight());
        json.put("trust", settings.trust().name().toLowerCase(Locale.ROOT));
        json.put("settings", String.join(" ", settings.settings()));
        json.put("jvm", System.getProperty("java.vm.name") + " " + Runtime.version());
        json.put("jvm_options", String.join(" ", settings.jvmOptions()));
        json.put("cores", Runtime.getRuntime().availableProcessors());
    }

    void load(LoadResult load) {
        json.put("acked_samples", load.ackedSamples());
        json.put("samples_per_second", Math.round(load.samplesPerSecond()));
        json.put("ack_p50_ms", Round.to1(load.ackP50Millis()));
        json.put("ack_p99_ms", Round.to1(load.ackP99Millis()));
        json.put("ack_max_ms", Round.to1(load.ackMaxMillis()));
        json.put("retries", load.retries());
        json.put("failed_samples", load.failedSamples());
        json.put("starved_bodies", load.starvedBodies());
        if (!load.firstFailure().isEmpty()) {
            json.put("first_failure", load.firstFailure());
        }
        json.put("body_bytes_per_sample", Round.to1((double) load.bodyBytes() / load.ackedSamples()));
        json.put("sender_cpu_s_per_million", Round.to3(load.senderCpuSeconds() / load.ackedSamples() * 1e6));
    }

    /** @param threads CPU seconds per million samples by thread, up to the last acknowledgement */
    void cpu(double seconds, double secondsUpToLastAck, Map<String, Double> threads, double millions) {
        json.put("cpu_s", Round.to3(seconds));
        json.put("cpu_s_per_million", Round.to3(seconds / millions));
        json.put("cpu_s_per_million_before_drain", Round.to3(secondsUpToLastAck / millions));
        json.set("threads_cpu_s_per_million", new ObjectMapper().valueToTree(threads));
    }

    /** @param cpuPerMillion what only decoding the same bodies costs with generated classes, in CPU seconds per million records */
    void generatedClasses(double cpuPerMillion) {
        json.put("generated_classes_cpu_s_per_million", Round.to3(cpuPerMillion));
    }

    /** @param allocatedPerSample heap bytes in step with the samples, up to the last acknowledgement */
    void heap(double allocatedPerSample, long fullCollections) {
        json.put("allocated_bytes_per_sample", Round.to1(allocatedPerSample));
        json.put("full_collections", fullCollections);
    }

    void process(long peakRssMib, double drainSeconds, int exitCode, boolean warmupDrained) {
        json.put("peak_rss_mib", peakRssMib);
        json.put("drain_s", Round.to1(drainSeconds));
        json.put("exit_code", exitCode);
        json.put("warmup_drained", warmupDrained);
    }

    /**
     * @param statistics Flink's, over the whole life of the job; empty when it gave none
     * @param times of the measured phase
     */
    void checkpoints(JsonNode statistics, CheckpointTimes times) {
        JsonNode duration = statistics.path("summary").path("end_to_end_duration");
        ObjectNode checkpoints = json.putObject("checkpoints");
        checkpoints.put("completed", statistics.path("counts").path("completed").asLong());
        checkpoints.put("failed", statistics.path("counts").path("failed").asLong());
        checkpoints.put("measured", times.count());
        checkpoints.put("p50_ms", times.p50Millis());
        checkpoints.put("p99_ms", times.p99Millis());
        checkpoints.put("life_max_ms", duration.path("max").asDouble());
        checkpoints.put(
                "max_state_bytes",
                statistics.path("summary").path("state_size").path("max").asLong());
    }

    ObjectNode json() {
        return json;
    }
}
