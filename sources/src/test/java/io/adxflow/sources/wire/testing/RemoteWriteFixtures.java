package io.adxflow.sources.wire.testing;

import io.adxflow.sources.wire.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.xerial.snappy.Snappy;

/** Bodies that a real Prometheus sent, compressed as they came. Both formats hold the same samples of the same run. */
public final class RemoteWriteFixtures {
    private RemoteWriteFixtures() {}

    /** One recorded body. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Fixture(WireFormat format, String name, byte[] body) {
        public byte[] decompressed() {
            return RemoteWriteFixtures.decompress(body);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    public static List<Fixture> all() {
        List<Fixture> all = new ArrayList<>(of(WireFormat.REMOTE_WRITE_1));
        all.addAll(of(WireFormat.REMOTE_WRITE_2));
        return all;
    }

    /** The recorded bodies of one format, in the order sent. */
    public static List<Fixture> of(WireFormat format) {
        String folder = format == WireFormat.REMOTE_WRITE_1 ? "remote-write-1" : "remote-write-2";
        List<Fixture> fixtures = new ArrayList<>();
        while (true) {
            String name = String.format("%s/%03d.bin", folder, fixtures.size());
            try (InputStream in = RemoteWriteFixtures.class.getResourceAsStream("/fixtures/" + name)) {
                if (in == null) {
                    return fixtures;
                }
                fixtures.add(new Fixture(format, name, in.readAllBytes()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public static byte[] decompress(byte[] body) {
        try {
            return Snappy.uncompress(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] compress(byte[] content) {
        try {
            return Snappy.compress(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
