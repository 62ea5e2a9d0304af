package io.adxflow.job.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.adxflow.job.bundle.ChunkEncoder.EncodedRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Joined chunks of random tables, read by inflaters that are not zlib as the JDK holds it. */
class GzipToolsITCase {
    private static final int CHUNKS = 300;
    private static final String PYTHON = "import sys, zlib; "
            + "d = zlib.decompressobj(31); out = d.decompress(open(sys.argv[1], 'rb').read()) + d.flush(); "
            + "assert d.eof and not d.unused_data; sys.stdout.buffer.write(out)";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream expected = new ByteArrayOutputStream();

    @BeforeEach
    void writeFile() throws Exception {
        long seed = Long.getLong("adxflow.seed", 1);
        System.out.println("GzipToolsITCase seed: " + seed);
        Random random = new Random(seed);
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        gzip.write(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff});
        try (ChunkEncoder encoder = EncoderKind.STRUCTURED.create(1)) {
            for (int chunk = 0; chunk < CHUNKS; chunk++) {
                long tableSeed = random.nextLong();
                EncodedRows encoded = encoder.encode(EncoderTables.random(new Random(tableSeed)));
                gzip.write(encoded.deflated(), 0, encoded.deflatedLength());
                expected.write(EncoderTables.csv(EncoderTables.random(new Random(tableSeed))));
            }
        }
        CRC32 checksum = new CRC32();
        checksum.update(expected.toByteArray());
        gzip.write(ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 3)
                .put((byte) 0)
                .putInt((int) checksum.getValue())
                .putInt(expected.size())
                .array());
        Files.write(folder.resolve("rows.csv.gz"), gzip.toByteArray());
    }

    @Test
    void gzipReadsThem() throws Exception {
        assumeTrue(exists("gzip"));
        assertThat(run("gzip", "-t", folder.resolve("rows.csv.gz").toString())).isEmpty();
        assertThat(run("gzip", "-dc", folder.resolve("rows.csv.gz").toString())).isEqualTo(expected.toByteArray());
    }

    @Test
    void pythonReadsThemAsOneMember() throws Exception {
        assumeTrue(exists("python3"));
        assertThat(run("python3", "-c", PYTHON, folder.resolve("rows.csv.gz").toString()))
                .isEqualTo(expected.toByteArray());
    }

    private boolean exists(String program) throws InterruptedException {
        try {
            return run(program, "--version").length > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private byte[] run(String... command) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES))
                .as(command[0] + " has ended")
                .isTrue();
        assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
        return Files.readAllBytes(out);
    }
}
