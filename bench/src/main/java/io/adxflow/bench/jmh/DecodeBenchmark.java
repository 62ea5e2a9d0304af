package io.adxflow.bench.jmh;

import io.adxflow.bench.load.BodyGenerator;
import io.adxflow.bench.load.Workload;
import io.adxflow.sources.wire.DecodedBody;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.RemoteWriteDecoder;
import io.adxflow.sources.wire.WireFormat;
import java.util.concurrent.TimeUnit;
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

/** From a compressed body to its series and samples; time per sample, bodies of workload a. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecodeBenchmark {
    private static final int SAMPLES_PER_BODY = 1000;
    private static final int MAX_BYTES = 1 << 26;
    private static final long HASH_SEED = 42;

    @Param({"REMOTE_WRITE_1", "REMOTE_WRITE_2"})
    private WireFormat format = WireFormat.REMOTE_WRITE_1;

    private byte[][] bodies = {};
    private final RemoteWriteDecoder decoder = new RemoteWriteDecoder(MAX_BYTES, HASH_SEED);
    private int next;

    @Setup(Level.Trial)
    public void generate() {
        BodyGenerator generator = new BodyGenerator(Workload.named("a"), format);
        bodies = new byte[generator.bodiesPerRound()][];
        for (int i = 0; i < bodies.length; i++) {
            bodies[i] = generator.body(i);
        }
    }

    @Benchmark
    @OperationsPerInvocation(SAMPLES_PER_BODY)
    public DecodedBody decode() throws MalformedBodyException {
        next = (next + 1) % bodies.length;
        return decoder.decode(format, bodies[next]);
    }
}
