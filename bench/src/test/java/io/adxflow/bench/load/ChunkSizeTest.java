package io.adxflow.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.bundle.ChunkEncoder;
import io.adxflow.job.bundle.EncoderKind;
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
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkSizeTest {
    /** Header and trailer of a gzip file, which a chunk has not. */
    private static final int FRAME_BYTES = 18;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void chunksAreNoLargerThanWhatGzipMakesOfTheirRowsAtItsFastest(int samplesPerSeries) throws Exception {
        ChunkRows source = ChunkRows.of(new Workload("sizes", 40, 4_000, 1000, 1, 0, 15_000, 1), samplesPerSeries);
        compare(samplesPerSeries + " samples a series", source::append);
    }

    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"LOGS", "TRACES", "METRICS"})
    void chunksOfRecordsAreNoLargerThanWhatGzipMakesOfThemAtItsFastest(Signal signal) throws Exception {
        List<byte[]> bodies = new ArrayList<>();
        OtlpRequests requests = new OtlpRequests(1);
        for (int i = 0; i < 4; i++) {
            bodies.add(requests.next(signal, 1000).toByteArray());
        }
        compare(signal.toString(), () -> {
            LiveTables tables = new LiveTables(
                    new RowRules(List.of(new NamespaceSpec(
                            "default", "Telemetry", List.of("*"), List.of("local"), Map.of(), List.of()))),
                    RowSettings.from(new Configuration()),
                    letter -> {
                        throw new IllegalStateException(letter.toString());
                    },
                    null);
            BodyRows rows = new BodyRows(BodyDecoders.of(1 << 26, 1, DecodeCharge.unbounded()), tables);
            for (byte[] body : bodies) {
                rows.append(
                        WireFormat.otlp(signal, Encoding.PROTOBUF, Compression.NONE),
                        body,
                        body.length,
                        new Target("default", "Telemetry"),
                        0,
                        0,
                        "bench",
                        RowFilter.ALL);
            }
            return tables;
        });
    }

    private static void compare(String what, Callable<LiveTables> source) throws Exception {
        long rows = 0;
        long bytes = 0;
        try (ChunkEncoder encoder = EncoderKind.STRUCTURED.create(1)) {
            for (TableBuffer table : List.copyOf(source.call().buffers())) {
                rows += table.rows();
                bytes += encoder.encode(table).deflatedLength();
            }
        }
        long gzipBytes = 0;
        for (TableBuffer table : List.copyOf(source.call().buffers())) {
            gzipBytes += gzip(table) - FRAME_BYTES;
        }
        System.out.printf(
                "%s: %.2f bytes a row, %.2f by gzip -1%n", what, (double) bytes / rows, (double) gzipBytes / rows);
        assertThat(bytes).isLessThanOrEqualTo(gzipBytes);
    }

    private static long gzip(TableBuffer table) throws IOException {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        table.drain(new byte[1 << 16], csv::write);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out) {
            {
                def.setLevel(Deflater.BEST_SPEED);
            }
        }) {
            csv.writeTo(gzip);
        }
        return out.size();
    }
}
