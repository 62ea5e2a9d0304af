package io.adxflow.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.bundle.ChunkEncoder;
import io.adxflow.job.bundle.EncoderKind;
import io.adxflow.job.rows.TableBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkSizeTest {
    /** Header and trailer of a gzip file, which a chunk has not. */
    private static final int FRAME_BYTES = 18;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void chunksAreNoLargerThanWhatGzipMakesOfTheirRowsAtItsFastest(int samplesPerSeries) throws Exception {
        ChunkRows source = ChunkRows.of(new Workload("sizes", 40, 4_000, 1000, 1, 0, 15_000, 1), samplesPerSeries);
        long rows = 0;
        long bytes = 0;
        try (ChunkEncoder encoder = EncoderKind.STRUCTURED.create(1)) {
            for (TableBuffer table : List.copyOf(source.append().buffers())) {
                rows += table.rows();
                bytes += encoder.encode(table).deflatedLength();
            }
        }
        long gzipBytes = 0;
        for (TableBuffer table : List.copyOf(source.append().buffers())) {
            gzipBytes += gzip(table) - FRAME_BYTES;
        }
        System.out.printf(
                "%d samples a series: %.2f bytes a row, %.2f by gzip -1%n",
                samplesPerSeries, (double) bytes / rows, (double) gzipBytes / rows);
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
