package io.adxflow.sources.wire.otlp;

import com.google.protobuf.Descriptors.Descriptor;
import io.adxflow.sources.wire.DecodeCharge;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import org.jspecify.annotations.Nullable;

/**
 * Makes plain protobuf of OTLP bodies: decompresses them and turns JSON into the same request message, so that what follows
 * knows one form only. One per thread; its buffers are used again for each body.
 */
public final class OtlpBodies implements AutoCloseable {
    private final ReusedBytes content;
    private final ReusedBytes message;
    private final GzipInflater gzip = new GzipInflater();
    private final ZstdInflater zstd = new ZstdInflater();
    private final ZlibInflater zlib = new ZlibInflater();
    private final OtlpJson json;
    private ReusedBytes last;
    private @Nullable JsonLosses losses;

    /** @param maxDecompressedBytes bodies that hold more, decompressed or as protobuf, are refused before it is allocated */
    public OtlpBodies(int maxDecompressedBytes) {
        this(maxDecompressedBytes, DecodeCharge.unbounded());
    }

    /**
     * @param maxDecompressedBytes bodies that hold more, decompressed or as protobuf, are refused before it is allocated
     * @param charge what it holds is charged to; of the thread that uses it
     */
    public OtlpBodies(int maxDecompressedBytes, DecodeCharge charge) {
        content = new ReusedBytes(maxDecompressedBytes, charge);
        message = new ReusedBytes(maxDecompressedBytes, charge);
        json = new OtlpJson(maxDecompressedBytes, charge);
        last = content;
    }

    /**
     * Makes the request message of a body: {@code Export…ServiceRequest} of the format's signal as protobuf, in {@link #buffer}.
     * The protobuf is not looked at, unless it was made of JSON: then it is well-formed, except that texts may hold encoded
     * surrogates where the JSON had half of a pair.
     *
     * @param body as it came; not kept
     * @return the length of the message
     * @throws MalformedBodyException when the compression is damaged ({@code COMPRESSION}), the content is larger than allowed
     *     ({@code TOO_LARGE}), others hold the memory for it ({@code NO_MEMORY}), or the JSON is not of such a message ({@code JSON}); one
     *     bad record among others is a {@linkplain #losses() loss}
     */
    public int inflate(WireFormat format, byte[] body) throws MalformedBodyException {
        content.clear();
        message.clear();
        losses = null;
        switch (format.compression()) {
            case NONE -> {
                content.room(body.length);
                System.arraycopy(body, 0, content.bytes, 0, body.length);
                content.length = body.length;
            }
            case GZIP -> gzip.inflate(body, content);
            case ZSTD -> zstd.inflate(body, content);
            case ZLIB -> zlib.inflate(body, content);
            case SNAPPY -> SnappyBodies.inflate(body, content);
            case LZ4 -> Lz4Inflater.inflate(body, content);
        }
        last = content;
        if (format.encoding() == Encoding.JSON) {
            json.convert(content.bytes, content.length, requestMessage(format), message);
            last = message;
            losses = json.losses();
        }
        return last.length;
    }

    /** What of the body last inflated is not in its message; null of one that is not JSON. Valid until the next one. */
    public @Nullable JsonLosses losses() {
        return losses;
    }

    /** The message last made, {@link ProtoReader#PADDING} bytes longer at least; valid until the next {@link #inflate}. */
    public byte[] buffer() {
        return last.bytes;
    }

    private static Descriptor requestMessage(WireFormat format) {
        return switch (format.signal()) {
            case LOGS -> ExportLogsServiceRequest.getDescriptor();
            case TRACES -> ExportTraceServiceRequest.getDescriptor();
            case METRICS -> ExportMetricsServiceRequest.getDescriptor();
            case REMOTE_WRITE, ROWS ->
                throw new IllegalArgumentException("format: " + format + " (expected: one of OTLP)");
        };
    }

    /** Bytes that the buffers hold on to. */
    long heldBytes() {
        return (long) content.bytes.length + message.bytes.length;
    }

    @Override
    public void close() {
        gzip.close();
        zstd.close();
        zlib.close();
    }
}
