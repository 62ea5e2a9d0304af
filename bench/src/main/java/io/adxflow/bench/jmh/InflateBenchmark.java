package io.adxflow.bench.jmh;

import com.github.luben.zstd.Zstd;
import io.adxflow.bench.load.OtlpRequests;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.otlp.OtlpBodies;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
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

/** Decompressing bodies of 1,000 log records, beside one call of the library into an array that is there; time per record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class InflateBenchmark {
    private static final int RECORDS_PER_BODY = 1000;
    private static final int BODIES = 16;
    private static final int MAX_BYTES = 1 << 26;
    private static final long SEED = 42;

    @Param({"GZIP", "ZSTD"})
    private Compression compression = Compression.GZIP;

    private final byte[][] bodies = new byte[BODIES][];
    /** The same as the library alone wants them: raw deflate for gzip. */
    private final byte[][] bare = new byte[BODIES][];

    private final OtlpBodies inflater = new OtlpBodies(MAX_BYTES);
    private final Inflater library = new Inflater(true);
    private byte[] room = {};
    private WireFormat format = WireFormat.otlp(Signal.LOGS, Encoding.PROTOBUF, Compression.GZIP);
    private int next;

    @Setup(Level.Trial)
    public void generate() throws IOException {
        format = WireFormat.otlp(Signal.LOGS, Encoding.PROTOBUF, compression);
        OtlpRequests requests = new OtlpRequests(SEED);
        for (int i = 0; i < BODIES; i++) {
            byte[] message = requests.next(Signal.LOGS, RECORDS_PER_BODY).toByteArray();
            room = new byte[Math.max(room.length, message.length)];
            if (compression == Compression.ZSTD) {
                bodies[i] = Zstd.compress(message);
                bare[i] = bodies[i];
            } else {
                ByteArrayOutputStream gzip = new ByteArrayOutputStream();
                try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
                    out.write(message);
                }
                bodies[i] = gzip.toByteArray();
                ByteArrayOutputStream raw = new ByteArrayOutputStream();
                try (DeflaterOutputStream out =
                        new DeflaterOutputStream(raw, new Deflater(Deflater.DEFAULT_COMPRESSION, true))) {
                    out.write(message);
                }
                bare[i] = raw.toByteArray();
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS_PER_BODY)
    public int inflate() throws MalformedBodyException {
        next = (next + 1) % BODIES;
        return inflater.inflate(format, bodies[next]);
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS_PER_BODY)
    public long libraryAlone() throws DataFormatException {
        next = (next + 1) % BODIES;
        if (compression == Compression.ZSTD) {
            return Zstd.decompressByteArray(room, 0, room.length, bare[next], 0, bare[next].length);
        }
        library.reset();
        library.setInput(bare[next]);
        return library.inflate(room);
    }
}
