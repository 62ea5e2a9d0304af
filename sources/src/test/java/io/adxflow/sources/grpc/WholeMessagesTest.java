package io.adxflow.sources.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class WholeMessagesTest {
    private static final long SEED = Long.getLong("adxflow.seed", 1);

    private final byte[] first = text(10_000);
    private final byte[] second = text(3_000);

    @Test
    void sayHowMuchTheyHold() throws IOException {
        assertThat(WholeMessages.gzip(in(gzip(first))).available()).isEqualTo(first.length);
        assertThat(WholeMessages.zstd(in(Zstd.compress(first))).available()).isEqualTo(first.length);
        assertThat(WholeMessages.zstd(in(unsized(first))).available()).isZero();
    }

    @Test
    void areWholeWhateverRoomTheReaderHas() throws IOException {
        for (int room : new int[] {1, 7, first.length - 1, first.length, 2 * first.length}) {
            assertThat(read(WholeMessages.gzip(in(gzip(first))), room)).isEqualTo(first);
            assertThat(read(WholeMessages.zstd(in(Zstd.compress(first))), room)).isEqualTo(first);
            assertThat(read(WholeMessages.zstd(in(unsized(first))), room)).isEqualTo(first);
        }
    }

    @Test
    void joinMembersAndFramesWhateverTheFirstOneSays() throws IOException {
        byte[] both = join(first, second);
        for (int room : new int[] {7, first.length, second.length, both.length, 2 * both.length}) {
            assertThat(read(WholeMessages.gzip(in(join(gzip(first), gzip(second)))), room))
                    .isEqualTo(both);
            byte[] frames = join(Zstd.compress(first), Zstd.compress(second));
            assertThat(read(WholeMessages.zstd(in(frames)), room)).isEqualTo(both);
        }
    }

    @Test
    void claimNoMoreThanCanBeInThem() throws IOException {
        byte[] liar = gzip(second);
        Arrays.fill(liar, liar.length - 4, liar.length, (byte) 0x7F);
        InputStream message = WholeMessages.gzip(in(liar));

        assertThat(message.available()).isZero();
        assertThatThrownBy(() -> read(message, 4096)).isInstanceOf(IOException.class);
    }

    @Test
    void areRefusedWhenCutOffOrDamaged() {
        byte[] gzip = gzip(first);
        byte[] zstd = Zstd.compress(first);
        Random random = new Random(SEED);
        for (int i = 0; i < 200; i++) {
            byte[] cutGzip = Arrays.copyOf(gzip, random.nextInt(gzip.length));
            byte[] cutZstd = Arrays.copyOf(zstd, 1 + random.nextInt(zstd.length - 1));

            assertThatThrownBy(() -> read(WholeMessages.gzip(in(cutGzip)), first.length))
                    .as("seed " + SEED + ", " + cutGzip.length + " B")
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> read(WholeMessages.zstd(in(cutZstd)), first.length))
                    .as("seed " + SEED + ", " + cutZstd.length + " B")
                    .isInstanceOf(IOException.class);
        }
    }

    private static byte[] text(int length) {
        Random random = new Random(SEED + length);
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) ('a' + random.nextInt(4));
        }
        return text;
    }

    private static byte[] read(InputStream message, int room) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[room];
        try (message) {
            for (int count = message.read(piece, 0, room); count >= 0; count = message.read(piece, 0, room)) {
                all.write(piece, 0, count);
            }
            assertThat(message.read()).isEqualTo(-1);
        }
        return all.toByteArray();
    }

    private static InputStream in(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    /** A frame that does not say how much it holds, as who compresses a stream makes it. */
    private static byte[] unsized(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream zstd = new ZstdOutputStream(out)) {
            zstd.write(content);
            zstd.flush();
        }
        return out.toByteArray();
    }
}
