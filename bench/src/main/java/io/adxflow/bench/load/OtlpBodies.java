package io.adxflow.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.Message;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/**
 * OTLP bodies of 1,000 records, as protobuf, plain or gzip: one of a few requests made once, and behind it one more record that
 * names the body. Messages behind one another are one message (protobuf, "Last One Wins"), as gzip's members are one file (RFC 1952,
 * section 2.2), so that making a body costs a copy.
 */
public final class OtlpBodies implements Bodies {
    private static final int REQUESTS = 64;
    private static final long SEED = 20_260_101;
    private static final String NUMBER = "0000000000000000000";
    /** As long as a double, which any digits are. */
    private static final String SHORT_NUMBER = "00000000";

    private static final byte[] MEMBER_HEAD = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF};
    /** Of a stored block (RFC 1951, section 3.2.4), the last one: its type, length, and length inverted. */
    private static final int BLOCK_HEAD_BYTES = 5;

    private static final int TRAILER_BYTES = 8;

    private final Compression compression;
    private final List<byte[]> requests = new ArrayList<>();
    private final byte[] last;
    private final int numberEnd;

    public OtlpBodies(OtlpLoad load) {
        compression = load.compression();
        OtlpRequests random = new OtlpRequests(SEED);
        for (int i = 0; i < REQUESTS; i++) {
            byte[] request =
                    random.next(load.signal(), OtlpLoad.RECORDS_PER_BODY - 1).toByteArray();
            requests.add(compression == Compression.GZIP ? gzip(request) : request);
        }
        last = named(random.next(load.signal(), 1)).toByteArray();
        String place = load.signal() == Signal.METRICS ? SHORT_NUMBER : NUMBER;
        numberEnd = new String(last, ISO_8859_1).indexOf(place) + place.length();
    }

    /** The request with a place for a number in its record: for every text of a metric is part of its series, in a point's value. */
    private static Message named(Message request) {
        if (request instanceof ExportMetricsServiceRequest metrics) {
            ExportMetricsServiceRequest.Builder builder = metrics.toBuilder();
            builder.getResourceMetricsBuilder(0)
                    .getScopeMetricsBuilder(0)
                    .getMetricsBuilder(0)
                    .getSumBuilder()
                    .getDataPointsBuilder(0)
                    .setAsDouble(
                            ByteBuffer.wrap(SHORT_NUMBER.getBytes(US_ASCII)).getDouble());
            return builder.build();
        }
        if (request instanceof ExportLogsServiceRequest logs) {
            ExportLogsServiceRequest.Builder builder = logs.toBuilder();
            builder.getResourceLogsBuilder(0)
                    .getScopeLogsBuilder(0)
                    .getLogRecordsBuilder(0)
                    .getBodyBuilder()
                    .setStringValue("body " + NUMBER);
            return builder.build();
        }
        ExportTraceServiceRequest.Builder builder = ((ExportTraceServiceRequest) request).toBuilder();
        builder.getResourceSpansBuilder(0)
                .getScopeSpansBuilder(0)
                .getSpansBuilder(0)
                .setName("body " + NUMBER);
        return builder.build();
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @Override
    public int sampleCount(long body) {
        return OtlpLoad.RECORDS_PER_BODY;
    }

    @Override
    public int length(long body) {
        return request(body).length + lastLength();
    }

    private int lastLength() {
        return compression == Compression.NONE
                ? last.length
                : MEMBER_HEAD.length + BLOCK_HEAD_BYTES + last.length + TRAILER_BYTES;
    }

    @Override
    public int maxLength() {
        return requests.stream().mapToInt(request -> request.length).max().orElse(0) + lastLength();
    }

    @Override
    public void write(long body, ByteBuffer into) {
        into.put(request(body));
        byte[] named = last.clone();
        byte[] number = Long.toString(body).getBytes(US_ASCII);
        System.arraycopy(number, 0, named, numberEnd - number.length, number.length);
        if (compression == Compression.NONE) {
            into.put(named);
            return;
        }
        CRC32 checksum = new CRC32();
        checksum.update(named);
        into.order(ByteOrder.LITTLE_ENDIAN).put(MEMBER_HEAD).put((byte) 1);
        into.putShort((short) named.length).putShort((short) ~named.length).put(named);
        into.putInt((int) checksum.getValue()).putInt(named.length);
    }

    /** Some of the bodies, whole. */
    public List<byte[]> sample() {
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            ByteBuffer bytes = ByteBuffer.allocate(length(i));
            write(i, bytes);
            bodies.add(bytes.array());
        }
        return bodies;
    }

    private byte[] request(long body) {
        return requests.get((int) (body % requests.size()));
    }
}
