package io.adxflow.job.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.bundle.ChunkEncoder.EncodedRows;
import io.adxflow.job.rows.TableBuffer;
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every encoder promises. */
class ChunkEncodersTest {
    private static final long START = 1_700_000_000_000L;

    private final long seed = Long.getLong("adxflow.seed", 1);

    @ParameterizedTest
    @EnumSource
    void inflatesToTheRowsWhateverTheirNumberAndLength(EncoderKind kind) throws Exception {
        System.out.println("ChunkEncodersTest seed: " + seed);
        try (ChunkEncoder encoder = kind.create(1)) {
            for (int rows : new int[] {1, 2, 10, 500, 5_000, 20_000}) {
                for (int valueLength : new int[] {1, 40, 900, 70_000}) {
                    if ((long) rows * valueLength < 20_000_000) {
                        assertInflates(encoder, rows, valueLength);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void standsForItselfAlsoWhenAnotherChunkCameBefore(EncoderKind kind) throws Exception {
        try (ChunkEncoder encoder = kind.create(1)) {
            encoder.encode(buffer(3_000, 40));
            byte[] expected = EncoderTables.csv(buffer(100, 40));
            EncodedRows second = encoder.encode(buffer(100, 40));
            assertThat(EncoderTables.inflate(second)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void joinsIntoOneStreamByteByByte(EncoderKind kind) throws Exception {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        try (ChunkEncoder encoder = kind.create(1)) {
            for (int rows : new int[] {2_000, 1, 700}) {
                EncodedRows encoded = encoder.encode(buffer(rows, 40));
                joined.write(encoded.deflated(), 0, encoded.deflatedLength());
                expected.write(EncoderTables.csv(buffer(rows, 40)));
            }
        }
        assertThat(EncoderTables.inflate(joined.toByteArray(), joined.size(), expected.size()))
                .isEqualTo(expected.toByteArray());
    }

    private void assertInflates(ChunkEncoder encoder, int rows, int valueLength) throws Exception {
        byte[] expected = EncoderTables.csv(buffer(rows, valueLength));
        EncodedRows encoded = encoder.encode(buffer(rows, valueLength));
        CRC32 checksum = new CRC32();
        checksum.update(expected);
        assertThat(encoded.rawLength()).isEqualTo(expected.length);
        assertThat(encoded.crc32()).isEqualTo((int) checksum.getValue());
        assertThat(EncoderTables.inflate(encoded))
                .as("seed %d, %d rows, values of %d bytes", seed, rows, valueLength)
                .isEqualTo(expected);
    }

    /** The same rows each time: several samples a series, label values of a length, values of all kinds. */
    private TableBuffer buffer(int rows, int valueLength) {
        Random random = new Random(seed + rows);
        BodyBuilder body = new BodyBuilder();
        for (int row = 0; row < rows; ) {
            StringBuilder value = new StringBuilder();
            while (value.length() < valueLength) {
                value.append((char) ('a' + random.nextInt(26)));
            }
            body.series("up", "pod", row + "-" + value);
            for (int i = random.nextInt(8); i >= 0 && row < rows; i--) {
                body.sample(START + row, i % 3 == 0 ? random.nextGaussian() : random.nextInt(1_000));
                row++;
            }
        }
        return EncoderTables.one(body);
    }
}
