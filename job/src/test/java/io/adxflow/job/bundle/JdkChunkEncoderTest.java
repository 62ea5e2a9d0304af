package io.adxflow.job.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.bundle.ChunkEncoder.EncodedRows;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.job.rows.RowFilter;
import io.adxflow.job.rows.RowRules;
import io.adxflow.job.rows.RowSettings;
import io.adxflow.job.rows.TableBuffer;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.RemoteWriteDecoder;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class JdkChunkEncoderTest {
    private static final long START = 1_700_000_000_000L;

    private final long seed = new Random().nextLong();
    private final JdkChunkEncoder encoder = new JdkChunkEncoder(1);

    @Test
    void inflatesToTheRowsWhateverTheirNumberAndLength() throws Exception {
        System.out.println("JdkChunkEncoderTest seed: " + seed);
        for (int rows : new int[] {1, 2, 10, 500, 5_000, 20_000}) {
            for (int valueLength : new int[] {1, 40, 900, 70_000}) {
                if ((long) rows * valueLength < 20_000_000) {
                    assertInflates(rows, valueLength);
                }
            }
        }
    }

    @Test
    void standsForItselfAlsoWhenAnotherChunkCameBefore() throws Exception {
        encoder.encode(buffer(3_000, 40));
        byte[] expected = csv(buffer(100, 40));
        EncodedRows second = encoder.encode(buffer(100, 40));
        assertThat(inflate(second.deflated(), second.rawLength())).isEqualTo(expected);
    }

    @Test
    void joinsIntoOneStreamByteByByte() throws Exception {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int rows : new int[] {2_000, 1, 700}) {
            joined.write(encoder.encode(buffer(rows, 40)).deflated());
            expected.write(csv(buffer(rows, 40)));
        }
        assertThat(inflate(joined.toByteArray(), expected.size())).isEqualTo(expected.toByteArray());
    }

    private void assertInflates(int rows, int valueLength) throws Exception {
        byte[] expected = csv(buffer(rows, valueLength));
        EncodedRows encoded = encoder.encode(buffer(rows, valueLength));
        CRC32 checksum = new CRC32();
        checksum.update(expected);
        assertThat(encoded.rawLength()).isEqualTo(expected.length);
        assertThat(encoded.crc32()).isEqualTo((int) checksum.getValue());
        assertThat(inflate(encoded.deflated(), expected.length))
                .as("seed %d, %d rows, values of %d bytes", seed, rows, valueLength)
                .isEqualTo(expected);
    }

    private static byte[] inflate(byte[] deflated, int length) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        inflater.setInput(deflated);
        byte[] out = new byte[length + 1];
        int inflated = 0;
        int some;
        do {
            some = inflater.inflate(out, inflated, out.length - inflated);
            inflated += some;
        } while (some > 0);
        assertThat(inflated).isEqualTo(length);
        assertThat(inflater.getRemaining()).as("bytes that nothing came of").isZero();
        inflater.end();
        return java.util.Arrays.copyOf(out, length);
    }

    private static byte[] csv(TableBuffer buffer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        buffer.drain(new byte[1 << 16], out::write);
        return out.toByteArray();
    }

    /** The same rows each time: several samples a series, label values of a length, values of all kinds. */
    private TableBuffer buffer(int rows, int valueLength) throws Exception {
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
        Configuration config = new Configuration();
        LiveTables tables = new LiveTables(
                new RowRules(List.of(
                        new NamespaceSpec("default", "Metrics", List.of("*"), List.of("local"), Map.of(), List.of()))),
                RowSettings.from(config),
                letter -> {
                    throw new AssertionError(letter);
                });
        tables.append(
                new RemoteWriteDecoder(1 << 28, seed)
                        .decode(WireFormat.REMOTE_WRITE_1, body.compressed(WireFormat.REMOTE_WRITE_1)),
                new Target("default", "Metrics"),
                1,
                START,
                "test",
                RowFilter.ALL);
        return tables.buffers().iterator().next();
    }
}
