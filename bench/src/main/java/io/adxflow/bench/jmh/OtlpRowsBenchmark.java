package io.adxflow.bench.jmh;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.adxflow.bench.load.OtlpRequests;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.rows.BodyDecoders;
import io.adxflow.job.rows.BodyRows;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.job.rows.RowFilter;
import io.adxflow.job.rows.RowRules;
import io.adxflow.job.rows.RowSettings;
import io.adxflow.job.rows.TableBuffer;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.DecodeCharge;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
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
 * From OTLP bodies of 1,000 records to CSV, beside nothing but decoding them with the generated classes; time per record, so
 * nanoseconds are CPU milliseconds per million records.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class OtlpRowsBenchmark {
    private static final int RECORDS_PER_BODY = 1000;
    private static final int BODIES = 16;
    private static final int MAX_BYTES = 1 << 26;
    private static final long SEED = 42;

    @Param({"LOGS", "TRACES", "METRICS"})
    private Signal signal = Signal.LOGS;

    @Param({"NONE", "GZIP"})
    private Compression compression = Compression.NONE;

    private WireFormat format = WireFormat.OTLP_LOGS;
    private Message prototype = new OtlpRequests(SEED).next(Signal.LOGS, 1);
    private final byte[][] bodies = new byte[BODIES][];
    private final Target target = new Target("default", "Telemetry");
    private final byte[] window = new byte[1 << 18];
    private final LiveTables tables = new LiveTables(
            new RowRules(List.of(
                    new NamespaceSpec("default", "Telemetry", List.of("*"), List.of("local"), Map.of(), List.of()))),
            RowSettings.from(new Configuration()),
            letter -> {
                throw new IllegalStateException(letter.toString());
            },
            null);
    private final BodyRows rows = new BodyRows(BodyDecoders.of(MAX_BYTES, SEED, DecodeCharge.unbounded()), tables);
    private int next;
    private long csvBytes;

    @Setup(Level.Trial)
    public void generate() throws IOException {
        format = WireFormat.otlp(signal, Encoding.PROTOBUF, compression);
        OtlpRequests requests = new OtlpRequests(SEED);
        for (int i = 0; i < BODIES; i++) {
            Message request = requests.next(signal, RECORDS_PER_BODY);
            prototype = request.getDefaultInstanceForType();
            bodies[i] = compression == Compression.GZIP ? gzip(request.toByteArray()) : request.toByteArray();
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS_PER_BODY)
    public long rows() throws MalformedBodyException {
        next = (next + 1) % BODIES;
        if (rows.append(format, bodies[next], bodies[next].length, target, next, 0, "bench", RowFilter.ALL)
                        .rows()
                < RECORDS_PER_BODY) {
            throw new IllegalStateException("not every record became a row");
        }
        for (TableBuffer buffer : List.copyOf(tables.buffers())) {
            buffer.drain(window, (csv, offset, length) -> csvBytes += length);
        }
        return csvBytes;
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS_PER_BODY)
    public Message generatedClassesOnly() throws IOException {
        next = (next + 1) % BODIES;
        byte[] message = bodies[next];
        if (compression == Compression.GZIP) {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(message))) {
                message = in.readAllBytes();
            }
        }
        return parse(message);
    }

    private Message parse(byte[] message) throws InvalidProtocolBufferException {
        return prototype.getParserForType().parseFrom(message);
    }
}
