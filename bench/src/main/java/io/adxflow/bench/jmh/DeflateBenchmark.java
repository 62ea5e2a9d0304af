package io.adxflow.bench.jmh;

import io.adxflow.bench.load.SampleSource;
import io.adxflow.bench.load.SeriesCatalog;
import io.adxflow.bench.load.Workload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a chunk's bytes cost with the JDK's Deflater: rows of one table sorted by series, each series with some samples, raw
 * deflate ended by a full flush; time per row.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DeflateBenchmark {
    private static final int ROWS = 2048;

    @Param({"1", "8", "64"})
    private int samplesPerSeries = 1;

    @Param({"1"})
    private int level = 1;

    private byte[] csv = {};
    private byte[] out = {};

    @Setup(Level.Trial)
    public void encode() {
        Workload workload = new Workload("chunk", 1, ROWS / samplesPerSeries, 1000, 1, 0, 15_000, 1);
        SeriesCatalog catalog = new SeriesCatalog(workload);
        SampleSource samples = new SampleSource(workload, catalog);
        StringBuilder rows = new StringBuilder();
        for (int series = 0; series < catalog.size(); series++) {
            List<SeriesCatalog.Label> labels = catalog.labels(series);
            String json = labels.stream()
                    .skip(1)
                    .map(label -> "\"\"" + label.name() + "\"\":\"\"" + label.value() + "\"\"")
                    .collect(Collectors.joining(",", "\"{", "}\""));
            long id = labels.hashCode() * 0x9E3779B97F4A7C15L;
            for (int round = 0; round < samplesPerSeries; round++) {
                rows.append(Instant.ofEpochMilli(samples.timestamp(catalog.target(series), round)))
                        .append(',')
                        .append(id)
                        .append(',')
                        .append(json)
                        .append(',')
                        .append(samples.value(series, round))
                        .append('\n');
            }
        }
        csv = rows.toString().getBytes(StandardCharsets.UTF_8);
        out = new byte[csv.length + 1024];
        byte[] deflated = Arrays.copyOf(out, deflate());
        System.out.printf("%d bytes of CSV, %.1f deflated a row%n", csv.length, (double) deflated.length / ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int deflate() {
        Deflater deflater = new Deflater(level, true);
        try {
            deflater.setInput(csv);
            return deflater.deflate(out, 0, out.length, Deflater.FULL_FLUSH);
        } finally {
            deflater.end();
        }
    }
}
