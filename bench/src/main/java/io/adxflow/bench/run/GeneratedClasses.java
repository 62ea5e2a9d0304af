package io.adxflow.bench.run;

import com.google.protobuf.Message;
import io.adxflow.bench.load.OtlpBodies;
import io.adxflow.bench.load.OtlpLoad;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * What nothing but decoding OTLP bodies costs with the classes that protobuf generates: the least that a receiver built on them can
 * take. One thread, its own CPU time, so garbage collection and compilation come on top.
 */
final class GeneratedClasses {
    private static final long WARMUP_NANOS = 3_000_000_000L;
    private static final long MEASURED_NANOS = 3_000_000_000L;

    private final List<byte[]> bodies;
    private final Compression compression;
    private final Message prototype;
    private long sizes;

    private GeneratedClasses(OtlpLoad load) {
        this.bodies = new OtlpBodies(load).sample();
        this.compression = load.compression();
        this.prototype = prototype(load.signal());
    }

    private static Message prototype(Signal signal) {
        return switch (signal) {
            case LOGS -> ExportLogsServiceRequest.getDefaultInstance();
            case TRACES -> ExportTraceServiceRequest.getDefaultInstance();
            case METRICS -> ExportMetricsServiceRequest.getDefaultInstance();
            case REMOTE_WRITE, ROWS ->
                throw new IllegalArgumentException("signal: " + signal + " (expected: one of OTLP's)");
        };
    }

    /** Prints CPU seconds per million records of the load that is named. */
    public static void main(String[] args) throws IOException {
        OtlpLoad load = OtlpLoad.named(args[0]);
        if (load == null) {
            throw new IllegalArgumentException("load: " + args[0] + " (expected: one of OTLP's)");
        }
        System.out.println(new GeneratedClasses(load).cpuSecondsPerMillion());
    }

    /**
     * The figure of a load, taken in a JVM of its own with the defaults of the job's.
     *
     * @return CPU seconds per million records
     */
    static double measure(String load) throws IOException {
        Process process = new ProcessBuilder(OwnJvm.command(List.of(), GeneratedClasses.class, List.of(load)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("decoding with generated classes gave no figure");
            }
            return Double.parseDouble(line);
        } finally {
            process.destroyForcibly();
        }
    }

    private double cpuSecondsPerMillion() throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long warm = threads.getCurrentThreadCpuTime() + WARMUP_NANOS;
        while (threads.getCurrentThreadCpuTime() < warm) {
            decodeAll();
        }
        long records = 0;
        long start = threads.getCurrentThreadCpuTime();
        long spent = 0;
        while (spent < MEASURED_NANOS) {
            records += decodeAll();
            spent = threads.getCurrentThreadCpuTime() - start;
        }
        if (sizes == 0) {
            throw new IllegalStateException("nothing was decoded");
        }
        return spent / 1e9 / (records / 1e6);
    }

    private long decodeAll() throws IOException {
        for (byte[] body : bodies) {
            byte[] message = body;
            if (compression == Compression.GZIP) {
                try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
                    message = in.readAllBytes();
                }
            }
            // Looked at, so that it cannot be left out.
            sizes += prototype
                    .getParserForType()
                    .parseFrom(message)
                    .getAllFields()
                    .size();
        }
        return (long) bodies.size() * OtlpLoad.RECORDS_PER_BODY;
    }
}
