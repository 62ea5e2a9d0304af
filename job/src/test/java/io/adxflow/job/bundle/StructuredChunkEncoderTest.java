package io.adxflow.job.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.bundle.ChunkEncoder.EncodedRows;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.job.rows.TableBuffer;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

class StructuredChunkEncoderTest {
    private static final int TABLES = 400;

    private final long seed = Long.getLong("adxflow.seed", 1);
    private final Random random = new Random(seed);
    /** One for all, since whatever it remembers of one table must not show in the next. */
    private final ChunkEncoder structured = EncoderKind.STRUCTURED.create(1);

    private final ChunkEncoder jdk = EncoderKind.JDK.create(1);

    @Test
    void inflatesToWhatTheOtherEncoderMakesOfTheSameRows() throws Exception {
        System.out.println("StructuredChunkEncoderTest seed: " + seed);
        for (int table = 0; table < TABLES; table++) {
            long tableSeed = random.nextLong();
            EncodedRows actual = structured.encode(EncoderTables.random(new Random(tableSeed)));
            EncodedRows expected = jdk.encode(EncoderTables.random(new Random(tableSeed)));
            assertThat(actual.rawLength()).as("seed %d, table %d", seed, table).isEqualTo(expected.rawLength());
            assertThat(actual.crc32()).as("seed %d, table %d", seed, table).isEqualTo(expected.crc32());
            assertThat(EncoderTables.inflate(actual))
                    .as("seed %d, table %d", seed, table)
                    .isEqualTo(EncoderTables.inflate(expected));
        }
    }

    @Test
    void takesNoMoreBytesForRecordedRowsThanZlibAtItsFastest() throws Exception {
        List<byte[]> bodies = RemoteWriteFixtures.of(WireFormat.REMOTE_WRITE_1).stream()
                .map(RemoteWriteFixtures.Fixture::body)
                .toList();
        LiveTables tables = EncoderTables.of(bodies, List.of());
        long rows = 0;
        long rawBytes = 0;
        long bytes = 0;
        long zlibBytes = 0;
        for (TableBuffer buffer : tables.buffers()) {
            rows += buffer.rows();
            EncodedRows encoded = structured.encode(buffer);
            byte[] csv = EncoderTables.inflate(encoded);
            CRC32 checksum = new CRC32();
            checksum.update(csv);
            assertThat(encoded.crc32()).isEqualTo((int) checksum.getValue());
            rawBytes += csv.length;
            bytes += encoded.deflatedLength();
            zlibBytes += deflatedByZlib(csv);
        }
        System.out.printf(
                "%d recorded rows: %.1f bytes of CSV a row, %.2f deflated, %.2f by zlib at level 1%n",
                rows, (double) rawBytes / rows, (double) bytes / rows, (double) zlibBytes / rows);
        assertThat(bytes).isLessThanOrEqualTo(zlibBytes);
    }

    private static int deflatedByZlib(byte[] csv) {
        Deflater deflater = new Deflater(1, true);
        deflater.setInput(csv);
        int length = deflater.deflate(new byte[csv.length + 1024], 0, csv.length + 1024, Deflater.FULL_FLUSH);
        deflater.end();
        return length;
    }
}
