package io.adxflow.sources.wire.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Bodies that OpenTelemetry's Python SDK sent over HTTP, as they came. */
public final class OtlpFixtures {
    private OtlpFixtures() {}

    /** One recorded body. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Fixture(WireFormat format, String name, byte[] body) {
        /** The request message. */
        public byte[] message() {
            if (format.compression() == Compression.NONE) {
                return body;
            }
            try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
                return gzip.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Those of one signal, in the order sent. */
    public static List<Fixture> of(Signal signal) {
        return all().stream()
                .filter(fixture -> fixture.format().signal() == signal)
                .toList();
    }

    public static List<Fixture> all() {
        List<Fixture> fixtures = new ArrayList<>();
        for (int number = 0; ; number++) {
            String name = String.format("otlp/%03d", number);
            byte[] body = read(name + ".bin");
            byte[] head = read(name + ".json");
            if (body == null || head == null) {
                return fixtures;
            }
            fixtures.add(new Fixture(format(new String(head, UTF_8)), name, body));
        }
    }

    private static WireFormat format(String head) {
        Signal signal = head.contains("\"/v1/logs\"")
                ? Signal.LOGS
                : head.contains("\"/v1/traces\"") ? Signal.TRACES : Signal.METRICS;
        boolean gzip = head.contains("\"Content-Encoding\": \"gzip\"");
        return WireFormat.otlp(signal, Encoding.PROTOBUF, gzip ? Compression.GZIP : Compression.NONE);
    }

    private static byte @Nullable [] read(String name) {
        try (InputStream in = OtlpFixtures.class.getResourceAsStream("/fixtures/" + name)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
