package io.adxflow.sources.wire.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import io.adxflow.sources.wire.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG.Bits;
import net.jpountz.xxhash.XXHashFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyFramedOutputStream;

/** deflate, snappy and lz4, as the Collector's receiver takes them. */
class OtlpCompressionsTest {
    private static final int LIMIT = 1 << 20;
    private static final WireFormat ZLIB = WireFormat.OTLP_LOGS_ZLIB;
    private static final WireFormat SNAPPY = WireFormat.OTLP_LOGS_SNAPPY;
    private static final WireFormat LZ4 = WireFormat.OTLP_LOGS_LZ4;

    private final OtlpBodies bodies = new OtlpBodies(LIMIT);

    @AfterEach
    void close() {
        bodies.close();
    }

    private interface Packer {
        OutputStream over(OutputStream out) throws IOException;
    }

    /** A way to pack a body. */
    private record Way(String name, WireFormat format, Packer packer) {
        byte[] pack(byte[] content) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (OutputStream packing = packer.over(out)) {
                packing.write(content);
            }
            return out.toByteArray();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Way> WAYS = List.of(
            new Way("zlib", ZLIB, DeflaterOutputStream::new),
            new Way("zlib, stored", ZLIB, out -> new DeflaterOutputStream(out, new Deflater(Deflater.NO_COMPRESSION))),
            new Way("snappy, framed", SNAPPY, SnappyFramedOutputStream::new),
            new Way("lz4", LZ4, LZ4FrameOutputStream::new),
            new Way(
                    "lz4, checksums",
                    LZ4,
                    out -> new LZ4FrameOutputStream(
                            out,
                            BLOCKSIZE.SIZE_64KB,
                            -1,
                            Bits.BLOCK_INDEPENDENCE,
                            Bits.BLOCK_CHECKSUM,
                            Bits.CONTENT_CHECKSUM)));

    /** 150,000 bytes by lz4 1.9 (lz4 -B4 -BD -BX --content-size): blocks refer to those before them, all checksums. */
    private static final String LINKED =
            "BCJNGFxA8EkCAAAAAADpTgEAAPEUbGluZSAwIG9mIHRoZSBjb250ZW50IHRoYXQgcmVwZWF0cwojAB8xIwAPHzIjAA8fMyMA"
                    + "Dx80IwAPHzUjAA8fNiMADw/1AP//////////////////////////////////////////////////////////////////////"
                    + "////////////////////////////////////////////////////////////////////////////////////////////////"
                    + "////////////////////////////////////////////////////////////////////////////////////////////////"
                    + "/////////////////////////////////////////////////////////////////////////////+1QaGUgY29HuyHtDgEA"
                    + "AA/w/wUPh///////////////////////////////////////////////////////////////////////////////////////"
                    + "////////////////////////////////////////////////////////////////////////////////////////////////"
                    + "////////////////////////////////////////////////////////////////////////////////////////////////"
                    + "////////////////////////////////////////////////////////////////0FByZXBlYV20WCGYAAAA9BR0cwpsaW5l"
                    + "IDAgb2YgdGhlIGNvbnRlbnQgdGhhdCByZXBlYSMAHzEjAA8fMiMADx8zIwAPHzQjAA8fNSMADx82IwAPD/UA////////////"
                    + "/////////////////////////////////////////////////////////////////////////////////////yRQdCB0aGHW"
                    + "3RQxAAAAADljJvA=";

    @Test
    void givesBackWhatEachHolds() throws Exception {
        Random random = new Random(7);
        for (int size : new int[] {0, 1, 100, 8 << 10, (8 << 10) + 1, 65_536, 65_537, 300_000, LIMIT - 1, LIMIT}) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            Arrays.fill(content, 0, size / 2, (byte) 'a');
            for (Way way : WAYS) {
                assertThat(inflate(way.format(), way.pack(content)))
                        .as("%s, %d B", way, size)
                        .isEqualTo(content);
            }
            assertThat(inflate(SNAPPY, Snappy.compress(content)))
                    .as("snappy's block, %d B", size)
                    .isEqualTo(content);
        }
    }

    @Test
    void readsBlocksThatReferToThoseBeforeThem() throws Exception {
        StringBuilder content = new StringBuilder();
        for (int i = 0; content.length() < 150_000; i++) {
            content.append("line ").append(i % 7).append(" of the content that repeats\n");
        }
        assertThat(inflate(LZ4, Base64.getDecoder().decode(LINKED)))
                .isEqualTo(content.substring(0, 150_000).getBytes(UTF_8));
    }

    @Test
    void readsAllFramesAndSkipsWhatIsToBeSkipped() throws Exception {
        byte[] skippable = {0x5A, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 'a', 'b', 'c'};
        Way lz4 = WAYS.get(3);
        assertThat(inflate(LZ4, joined(joined(lz4.pack(new byte[] {1}), skippable), lz4.pack(new byte[] {2}))))
                .containsExactly(1, 2);
        Way framed = WAYS.get(2);
        byte[] padding = {(byte) 0xfe, 2, 0, 0, 9, 9};
        assertThat(inflate(SNAPPY, joined(joined(framed.pack(new byte[] {1}), padding), framed.pack(new byte[] {2}))))
                .containsExactly(1, 2);
    }

    @Test
    void refusesWhatIsCut() throws Exception {
        byte[] content = "some content, some content, some content".repeat(3).getBytes(UTF_8);
        for (Way way : WAYS) {
            byte[] packed = way.pack(content);
            for (int length = 0; length < packed.length; length++) {
                byte[] cut = Arrays.copyOf(packed, length);
                // A framed stream may end behind any chunk, its identifier among them.
                if (way.format() != SNAPPY || length != 10) {
                    assertRefused(Reason.COMPRESSION, way.format(), cut);
                }
            }
            assertRefused(Reason.COMPRESSION, way.format(), joined(packed, new byte[] {7}));
            assertRefused(Reason.COMPRESSION, way.format(), content);
        }
        byte[] block = Snappy.compress(content);
        for (int length = 0; length < block.length; length++) {
            assertRefused(Reason.COMPRESSION, SNAPPY, Arrays.copyOf(block, length));
        }
    }

    @Test
    void whateverBitIsFlippedIsRefusedOrHarmless() throws Exception {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        byte[] content = new byte[3000];
        random.nextBytes(content);
        Arrays.fill(content, 500, 2500, (byte) 'x');
        for (Way way : WAYS) {
            byte[] packed = way.pack(content);
            for (int i = 0; i < 3000; i++) {
                byte[] damaged = packed.clone();
                for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                }
                try {
                    assertThat(bodies.inflate(way.format(), damaged)).isLessThanOrEqualTo(LIMIT);
                } catch (MalformedBodyException refused) {
                    assertThat(refused.reason())
                            .as("%s, seed %d", way, seed)
                            .isIn(Reason.COMPRESSION, Reason.TOO_LARGE);
                }
            }
        }
    }

    @Test
    void noiseIsRefused() {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            for (WireFormat format : List.of(ZLIB, LZ4)) {
                assertRefused(Reason.COMPRESSION, format, noise);
            }
        }
    }

    @Test
    void refusesBombsBeforeTheyTakeMoreThanIsAllowed() throws Exception {
        byte[] zeros = new byte[32 << 20];
        for (Way way : WAYS) {
            assertRefused(Reason.TOO_LARGE, way.format(), way.pack(zeros));
            assertRefused(
                    way.format() == ZLIB ? Reason.COMPRESSION : Reason.TOO_LARGE,
                    way.format(),
                    joined(way.pack(new byte[LIMIT]), way.pack(new byte[1])));
        }
        assertRefused(Reason.TOO_LARGE, SNAPPY, Snappy.compress(zeros));
        byte[] claims = {(byte) 0xff, (byte) 0xff, 0x3f, 0};
        assertRefused(Reason.COMPRESSION, SNAPPY, claims);
        assertThat(bodies.heldBytes()).isLessThan(2 * LIMIT + 100_000);
    }

    @Test
    void lz4LengthsThatNoBodyHasAreRefused() {
        byte[] head = {0x04, 0x22, 0x4D, 0x18, 0x60, 0x40, (byte) 0x82};
        // A block of 64 KB of nothing but length bytes.
        byte[] block = new byte[4 + 65_536];
        Arrays.fill(block, (byte) 0xff);
        block[0] = 0;
        block[1] = 0;
        block[2] = 1;
        block[3] = 0;
        assertRefused(Reason.TOO_LARGE, LZ4, joined(head, block));
    }

    @Test
    void checksumsAsOthersDo() {
        Random random = new Random(3);
        for (int length = 0; length < 200; length++) {
            byte[] bytes = new byte[length + 5];
            random.nextBytes(bytes);
            assertThat(XxHash32.of(bytes, 3, length))
                    .isEqualTo(XXHashFactory.safeInstance().hash32().hash(bytes, 3, length, 0));
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

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
