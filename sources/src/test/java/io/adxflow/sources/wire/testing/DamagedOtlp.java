package io.adxflow.sources.wire.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.Message;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;

/** OTLP bodies with something wrong, in every encoding: bits flipped, parts cut, random bytes. Some are still readable. */
public final class DamagedOtlp {
    private final Random random;
    private final RandomOtlp requests;
    private final RandomOtlpMetrics metrics;
    private final List<OtlpFixtures.Fixture> recorded;
    private final List<WireFormat> formats;

    /** A body and the format that it has or pretends to have. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Damaged(WireFormat format, byte[] body) {}

    public DamagedOtlp(Signal signal, long seed) {
        random = new Random(seed);
        requests = new RandomOtlp(seed + 1);
        metrics = new RandomOtlpMetrics(seed + 2);
        recorded = OtlpFixtures.of(signal);
        formats = WireFormat.of(signal);
    }

    public Damaged next() {
        WireFormat format = formats.get(random.nextInt(formats.size()));
        byte[] content = content(format);
        byte[] body =
                switch (random.nextInt(8)) {
                    case 0 -> flipped(compress(format, content));
                    case 1 -> cut(compress(format, content));
                    case 2 -> compress(format, cut(content));
                    case 3 -> random(random.nextInt(300));
                    case 4 -> compress(format, random(random.nextInt(300)));
                    default -> compress(format, flipped(content));
                };
        return new Damaged(format, body);
    }

    /** A body with nothing wrong. */
    public Damaged whole() {
        WireFormat format = formats.get(random.nextInt(formats.size()));
        return new Damaged(format, compress(format, content(format)));
    }

    private byte[] content(WireFormat format) {
        return format.encoding() == Encoding.JSON
                ? OtlpJsonText.of(request(format)).getBytes(UTF_8)
                : protobuf(format);
    }

    private Message request(WireFormat format) {
        return format.signal() == Signal.METRICS ? metrics.next() : requests.next(format.signal());
    }

    private byte[] protobuf(WireFormat format) {
        return random.nextInt(4) == 0
                ? recorded.get(random.nextInt(recorded.size())).message()
                : request(format).toByteArray();
    }

    /** Compresses as a format says. */
    public static byte[] compress(WireFormat format, byte[] content) {
        return switch (format.compression()) {
            case NONE -> content;
            case GZIP -> packed(content, GZIPOutputStream::new);
            case ZLIB -> packed(content, DeflaterOutputStream::new);
            // As a stream, whose blocks refer to nothing before them.
            case LZ4 -> packed(content, LZ4FrameOutputStream::new);
            case ZSTD -> Zstd.compress(content);
            case SNAPPY -> RemoteWriteFixtures.compress(content);
        };
    }

    private interface Packer {
        OutputStream over(OutputStream out) throws IOException;
    }

    private static byte[] packed(byte[] content, Packer packer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packing = packer.over(out)) {
            packing.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private byte[] flipped(byte[] bytes) {
        byte[] damaged = bytes.clone();
        for (int i = 1 + random.nextInt(3); i > 0 && damaged.length > 0; i--) {
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return damaged;
    }

    private byte[] cut(byte[] bytes) {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
