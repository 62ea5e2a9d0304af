package io.adxflow.bench.jmh;

import io.adxflow.bench.load.ChunkRows;
import io.adxflow.bench.load.Workload;
import io.adxflow.bench.run.JobCommand;
import io.adxflow.job.bundle.ChunkEncoder;
import io.adxflow.job.bundle.EncoderKind;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.job.rows.TableBuffer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From buffered samples to deflated chunks: sort, CSV, CRC, deflate. Beside the throughput of whole rounds stand rows, bytes and
 * the thread's CPU nanoseconds per microsecond: divide the latter two by the rows. CPU time is what to compare on a machine that
 * does other work too. Rows are workload a's with some samples a series, or those that a real Prometheus sent.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class DeflateBenchmark {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final String RECORDED = "sources/src/test/resources/fixtures/remote-write-1";

    @Param({"JDK", "STRUCTURED"})
    private EncoderKind encoder = EncoderKind.JDK;

    @Param({"1", "2", "8", "recorded"})
    private String samplesPerSeries = "1";

    private ChunkEncoder chunks = EncoderKind.JDK.create(1);
    private @Nullable ChunkRows source;
    private List<TableBuffer> tables = List.of();

    /** What was encoded. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Encoded {
        public long rows;
        public long bytes;
        public long cpuNanos;
    }

    @Setup(Level.Trial)
    public void generate() throws Exception {
        chunks = encoder.create(1);
        source = samplesPerSeries.equals("recorded")
                ? new ChunkRows(recorded())
                : ChunkRows.of(Workload.named("a"), Integer.parseInt(samplesPerSeries));
    }

    private static List<byte[]> recorded() throws IOException {
        List<byte[]> bodies = new ArrayList<>();
        try (Stream<Path> files = Files.list(JobCommand.projectRoot().resolve(RECORDED))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".bin"))
                    .sorted()
                    .toList()) {
                bodies.add(Files.readAllBytes(file));
            }
        }
        return bodies;
    }

    @Setup(Level.Invocation)
    public void append() {
        LiveTables filled = Objects.requireNonNull(source).append();
        tables = List.copyOf(filled.buffers());
    }

    @Benchmark
    public long encode(Encoded encoded) {
        long start = THREADS.getCurrentThreadCpuTime();
        for (TableBuffer table : tables) {
            encoded.rows += table.rows();
            encoded.bytes += chunks.encode(table).deflatedLength();
        }
        encoded.cpuNanos += THREADS.getCurrentThreadCpuTime() - start;
        return encoded.bytes;
    }

    @TearDown(Level.Trial)
    public void close() {
        chunks.close();
    }
}
