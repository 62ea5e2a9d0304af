package io.adxflow.bench.jmh;

import io.adxflow.bench.load.BodyGenerator;
import io.adxflow.bench.load.Workload;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.job.rows.RowFilter;
import io.adxflow.job.rows.RowRules;
import io.adxflow.job.rows.RowSettings;
import io.adxflow.job.rows.TableBuffer;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.DecodedBody;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.RemoteWriteDecoder;
import io.adxflow.sources.wire.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
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
 * From decoded bodies to CSV: appending the samples of workload a to their tables and, each time that {@code rounds} samples a
 * series are there, draining all tables as sorted CSV; time per sample.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class RowsBenchmark {
    private static final int SAMPLES_PER_BODY = 1000;
    private static final int MAX_BYTES = 1 << 26;
    private static final long HASH_SEED = 42;

    @Param({"1", "8"})
    private int rounds = 1;

    private final List<DecodedBody> bodies = new ArrayList<>();
    private final Target target = new Target("default", "Metrics");
    private final byte[] window = new byte[1 << 18];
    private final LiveTables tables = new LiveTables(
            new RowRules(List.of(
                    new NamespaceSpec("default", "Metrics", List.of("*"), List.of("local"), Map.of(), List.of()))),
            RowSettings.from(new Configuration()),
            letter -> {
                throw new IllegalStateException(letter.toString());
            },
            null);
    private long appended;
    private long csvBytes;

    @Setup(Level.Trial)
    public void decode() throws MalformedBodyException {
        BodyGenerator generator = new BodyGenerator(Workload.named("a"), WireFormat.REMOTE_WRITE_1);
        for (int i = 0; i < generator.bodiesPerRound(); i++) {
            RemoteWriteDecoder decoder = new RemoteWriteDecoder(MAX_BYTES, HASH_SEED);
            bodies.add(decoder.decode(WireFormat.REMOTE_WRITE_1, generator.body(i)));
        }
    }

    @Benchmark
    @OperationsPerInvocation(SAMPLES_PER_BODY)
    public long appendAndDrain() {
        DecodedBody body = bodies.get((int) (appended % bodies.size()));
        tables.append(body, target, appended, 0, "bench", RowFilter.ALL);
        appended++;
        if (appended % ((long) bodies.size() * rounds) == 0) {
            for (TableBuffer buffer : List.copyOf(tables.buffers())) {
                buffer.drain(window, (csv, offset, length) -> csvBytes += length);
            }
        }
        return csvBytes;
    }
}
