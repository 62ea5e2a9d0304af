package io.adxflow.sources.wire;

import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells the format of a body from the headers of its request, as the remote write 2.0 specification (sections Content-Type and
 * Content-Encoding), the OTLP specification (section OTLP/HTTP) and RFC 9110 have it.
 *
 * <p>Of remote write, headers that are missing or empty are taken as remote write 1.0 and as snappy, as Prometheus' own receiver does
 * (storage/remote/write_handler.go) for the sake of old senders. What is there and not known is refused, to be answered with 415:
 * a 2.0 body read as 1.0 would look like an empty one.
 */
public final class WireFormats {
    private static final String MEDIA_TYPE = "application/x-protobuf";
    private static final String MESSAGE_1 = "prometheus.WriteRequest";
    private static final String MESSAGE_2 = "io.prometheus.write.v2.Request";
    private static final String ENCODING = "snappy";
    private static final String ACCEPTED_TYPES =
            MEDIA_TYPE + ", " + MEDIA_TYPE + ";proto=" + MESSAGE_1 + " or " + MEDIA_TYPE + ";proto=" + MESSAGE_2;
    private static final String JSON = "application/json";
    private static final int MAX_ECHO = 100;

    private WireFormats() {}

    /** What came of the headers. */
    public sealed interface Negotiation {}

    /** The body can be read. */
    public record Accepted(WireFormat format) implements Negotiation {}

    /**
     * The body cannot be read: HTTP status 415.
     *
     * @param message for the sender: what came, and what is accepted
     */
    public record Refused(String message) implements Negotiation {}

    /**
     * The format of a remote write body.
     *
     * @param contentType the request's Content-Type, null when it has none
     * @param contentEncoding the request's Content-Encoding, null when it has none
     */
    public static Negotiation negotiate(@Nullable String contentType, @Nullable String contentEncoding) {
        if (contentEncoding != null
                && !contentEncoding.isBlank()
                && !contentEncoding.strip().toLowerCase(Locale.ROOT).equals(ENCODING)) {
            return new Refused("Content-Encoding: " + echo(contentEncoding) + " (expected: snappy, in block format)");
        }
        if (contentType == null || contentType.isBlank()) {
            return new Accepted(WireFormat.REMOTE_WRITE_1);
        }
        MediaType parsed = MediaType.parse(contentType);
        if (parsed == null || !parsed.essence().equals(MEDIA_TYPE)) {
            return refusedType(contentType);
        }
        String message = parsed.parameters().getOrDefault("proto", MESSAGE_1);
        return switch (message) {
            case MESSAGE_1 -> new Accepted(WireFormat.REMOTE_WRITE_1);
            case MESSAGE_2 -> new Accepted(WireFormat.REMOTE_WRITE_2);
            default -> refusedType(contentType);
        };
    }

    /**
     * The format of an OTLP/HTTP body.
     *
     * @param signal what the request's path takes
     * @param contentType the request's Content-Type, null when it has none, which is refused
     * @param contentEncoding the request's Content-Encoding, null when it has none
     */
    public static Negotiation negotiateOtlp(
            Signal signal, @Nullable String contentType, @Nullable String contentEncoding) {
        Encoding encoding = otlpEncoding(contentType);
        if (encoding == null) {
            String type = contentType == null ? "none" : echo(contentType);
            return new Refused("Content-Type: " + type + " (expected: " + MEDIA_TYPE + " or " + JSON + ")");
        }
        String coding = contentEncoding == null ? "" : contentEncoding.strip().toLowerCase(Locale.ROOT);
        Compression compression =
                switch (coding) {
                    case "", "identity", "none" -> Compression.NONE;
                    // RFC 9110, section 8.4.1.3: x-gzip is another name of it.
                    case "gzip", "x-gzip" -> Compression.GZIP;
                    case "zstd" -> Compression.ZSTD;
                    case "deflate", "zlib" -> Compression.ZLIB;
                    // Which of its two formats it is shows in the body, as the Collector's receiver has it.
                    case "snappy", "x-snappy-framed" -> Compression.SNAPPY;
                    case "lz4" -> Compression.LZ4;
                    default -> null;
                };
        return compression == null
                ? new Refused("Content-Encoding: " + echo(coding)
                        + " (expected: gzip, zstd, deflate, snappy, lz4 or identity)")
                : new Accepted(WireFormat.otlp(signal, encoding, compression));
    }

    /** How OTLP messages of this Content-Type are written, or null when they are not OTLP's. */
    public static @Nullable Encoding otlpEncoding(@Nullable String contentType) {
        MediaType parsed = contentType == null ? null : MediaType.parse(contentType);
        return switch (parsed == null ? "" : parsed.essence()) {
            case MEDIA_TYPE -> Encoding.PROTOBUF;
            case JSON -> Encoding.JSON;
            default -> null;
        };
    }

    private static Refused refusedType(String contentType) {
        return new Refused("Content-Type: " + echo(contentType) + " (expected: " + ACCEPTED_TYPES + ")");
    }

    /** A header's value, fit for an answer: printable ASCII only, and not too long. */
    private static String echo(String header) {
        String printable = header.strip().replaceAll("[^ -~]", "?");
        return printable.length() > MAX_ECHO ? printable.substring(0, MAX_ECHO) + "..." : printable;
    }
}
