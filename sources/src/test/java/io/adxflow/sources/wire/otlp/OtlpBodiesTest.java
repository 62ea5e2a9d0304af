package io.adxflow.sources.wire.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import io.adxflow.sources.wire.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OtlpBodiesTest {
    private static final int LIMIT = 1 << 20;

    private final OtlpBodies bodies = new OtlpBodies(LIMIT);

    @AfterEach
    void close() {
        bodies.close();
    }

    @Test
    void givesBackWhatEachCompressionHolds() throws Exception {
        Random random = new Random(7);
        for (int size : new int[] {0, 1, 100, 8 << 10, (8 << 10) + 1, 300_000, LIMIT - 1, LIMIT}) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            Arrays.fill(content, 0, size / 2, (byte) 'a');
            assertThat(inflate(WireFormat.OTLP_LOGS, content)).isEqualTo(content);
            assertThat(inflate(WireFormat.OTLP_LOGS_GZIP, gzip(content))).isEqualTo(content);
            assertThat(inflate(WireFormat.OTLP_LOGS_ZSTD, Zstd.compress(content)))
                    .isEqualTo(content);
            assertThat(inflate(WireFormat.OTLP_LOGS_ZSTD, zstdStream(content))).isEqualTo(content);
        }
    }

    @Test
    void readsAllMembersAndFrames() throws Exception {
        byte[] first = "first ".getBytes(UTF_8);
        byte[] second = "second".getBytes(UTF_8);
        byte[] both = "first second".getBytes(UTF_8);
        assertThat(inflate(WireFormat.OTLP_LOGS_GZIP, joined(gzip(first), gzip(second))))
                .isEqualTo(both);
        assertThat(inflate(WireFormat.OTLP_LOGS_ZSTD, joined(Zstd.compress(first), zstdStream(second))))
                .isEqualTo(both);
    }

    @Test
    void readsEveryFieldThatAGzipHeaderMayHave() throws Exception {
        byte[] plain = gzip("content".getBytes(UTF_8));
        byte[] header = {0x1F, (byte) 0x8B, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 'x', 'y', 'n', 0, 'c', 0};
        java.util.zip.CRC32 checksum = new java.util.zip.CRC32();
        checksum.update(header);
        byte[] sum = {(byte) checksum.getValue(), (byte) (checksum.getValue() >>> 8)};
        byte[] rest = Arrays.copyOfRange(plain, 10, plain.length);
        assertThat(inflate(WireFormat.OTLP_LOGS_GZIP, joined(joined(header, sum), rest)))
                .isEqualTo("content".getBytes(UTF_8));
        sum[0]++;
        assertRefused(Reason.COMPRESSION, WireFormat.OTLP_LOGS_GZIP, joined(joined(header, sum), rest));
    }

    @Test
    void refusesWhatIsCutDamagedOrFollowedByGarbage() throws Exception {
        byte[] content = "some content, some content".getBytes(UTF_8);
        byte[] gzip = gzip(content);
        byte[] zstd = Zstd.compress(content);
        for (int length = 0; length < gzip.length; length++) {
            assertRefused(Reason.COMPRESSION, WireFormat.OTLP_LOGS_GZIP, Arrays.copyOf(gzip, length));
        }
        for (int length = 0; length < zstd.length; length++) {
            assertRefused(Reason.COMPRESSION, WireFormat.OTLP_LOGS_ZSTD, Arrays.copyOf(zstd, length));
        }
        assertRefused(Reason.COMPRESSION, WireFormat.OTLP_LOGS_GZIP, Arrays.copyOf(gzip, gzip.length + 1));
        assertRefused(Reason.COMPRESSION, WireFormat.OTLP_LOGS_ZSTD, Arrays.copyOf(zstd, zstd.length + 1));
        byte[] wrongSum = gzip.clone();
        wrongSum[gzip.length - 8]++;
        assertRefused(Reason.COMPRESSION, WireFormat.OTLP_LOGS_GZIP, wrongSum);
        assertRefused(Reason.COMPRESSION, WireFormat.OTLP_LOGS_GZIP, content);
        assertRefused(Reason.COMPRESSION, WireFormat.OTLP_LOGS_ZSTD, gzip);
    }

    @Test
    void refusesBombsBeforeTheyTakeMoreThanIsAllowed() throws Exception {
        byte[] zeros = new byte[64 << 20];
        byte[] gzip = gzip(zeros);
        byte[] zstd = Zstd.compress(zeros);
        byte[] unsized = zstdStream(zeros);
        assertRefused(Reason.TOO_LARGE, WireFormat.OTLP_LOGS_GZIP, gzip);
        assertRefused(Reason.TOO_LARGE, WireFormat.OTLP_LOGS_ZSTD, zstd);
        assertRefused(Reason.TOO_LARGE, WireFormat.OTLP_LOGS_ZSTD, unsized);
        assertRefused(Reason.TOO_LARGE, WireFormat.OTLP_LOGS_GZIP, joined(gzip(new byte[LIMIT]), gzip(new byte[1])));
        assertRefused(
                Reason.TOO_LARGE,
                WireFormat.OTLP_LOGS_ZSTD,
                joined(Zstd.compress(new byte[LIMIT]), Zstd.compress(new byte[1])));
        assertRefused(Reason.TOO_LARGE, WireFormat.OTLP_LOGS, new byte[LIMIT + 1]);
        assertThat(bodies.heldBytes()).isLessThan(2 * LIMIT + 100_000);
    }

    @Test
    void letsGoOfMemoryThatIsNotNeededAnyMore() throws Exception {
        try (OtlpBodies roomy = new OtlpBodies(64 << 20)) {
            roomy.inflate(WireFormat.OTLP_LOGS_GZIP, gzip(new byte[32 << 20]));
            assertThat(roomy.heldBytes()).isGreaterThan(32 << 20);
            for (int i = 0; i < 600; i++) {
                roomy.inflate(WireFormat.OTLP_LOGS, new byte[10]);
            }
            assertThat(roomy.heldBytes()).isLessThan(2 << 20);
        }
    }

    private byte[] inflate(WireFormat format, byte[] body) throws MalformedBodyException {
        int length = bodies.inflate(format, body);
        assertThat(bodies.buffer().length).isGreaterThanOrEqualTo(length + 16);
        return Arrays.copyOf(bodies.buffer(), length);
    }

    private void assertRefused(Reason reason, WireFormat format, byte[] body) {
        MalformedBodyException refused =
                catchThrowableOfType(MalformedBodyException.class, () -> bodies.inflate(format, body));
        assertThat(refused).as("%s of %d B", format, body.length).isNotNull();
        assertThat(refused.reason()).as("%s", refused.getMessage()).isEqualTo(reason);
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    /** As a stream, whose header does not tell the size. */
    private static byte[] zstdStream(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStreamNoFinalizer zstd = new ZstdOutputStreamNoFinalizer(out)) {
            zstd.write(content);
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
