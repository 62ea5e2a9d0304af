package io.adxflow.bench.run;

import java.nio.file.Path;
import java.util.List;

/**
 * What one run does.
 *
 * @param workload one of {@link io.adxflow.bench.load.Workload}'s or of {@link io.adxflow.bench.load.OtlpLoad}'s
 * @param protocol remote write 1 or 2
 * @param warmup samples before that, as fast as answers come
 * @param settling samples between the two, at the rate of the measured phase
 * @param samplesPerSecond the offered rate of the measured phase, or 0 for as fast as answers come
 * @param inflight connections of the sender
 * @param seconds longest phase
 * @param jvmOptions of the job
 * @param settings of the job, each {@code key=value}
 * @param parent where the data folder is made
 * @param keep whether the data folder stays
 * @param trust what the job asks of the sender
 */
public record BenchSettings(
        String workload,
        int protocol,
        long samples,
        long warmup,
        long settling,
        double samplesPerSecond,
        int inflight,
        long seconds,
        List<String> jvmOptions,
        List<String> settings,
        Path parent,
        boolean keep,
        Trust trust) {

    /** The same, with a sender of which something else is asked. */
    public BenchSettings with(Trust other) {
        return new BenchSettings(
                workload,
                protocol,
                samples,
                warmup,
                settling,
                samplesPerSecond,
                inflight,
                seconds,
                jvmOptions,
                settings,
                parent,
                keep,
                other);
    }
}
