package io.adxflow.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.testing.DamagedOtlp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.xerial.snappy.Snappy;

/**
 * Bodies that are small on the wire and would be large in memory: for every repeated field of every protocol as many elements as the
 * limits let through, each as small as it can be, and the largest texts.
 */
final class SwollenBodies {
    private static final byte[] NOTHING = {};
    private static final int RECORDS = 1 << 17;

    private static final List<Compression> COMPRESSIONS =
            List.of(Compression.ZSTD, Compression.GZIP, Compression.LZ4, Compression.ZLIB, Compression.SNAPPY);

    private final List<Swollen> all = new ArrayList<>();
    private int compressions;

    /** @param content makes what is sent, without its compression */
    record Swollen(String name, WireFormat format, boolean grpc, Content content) {
        byte[] compressed(byte[] made) throws IOException {
            return format.isOtlp() ? DamagedOtlp.compress(format, made) : Snappy.compress(made);
        }

        @Override
        public String toString() {
            return format + (grpc ? " by gRPC: " : ": ") + name;
        }
    }

    interface Content {
        byte[] make(Fill fill);
    }

    private SwollenBodies() {}

    /** One of each kind. */
    static List<Swollen> all() {
        SwollenBodies bodies = new SwollenBodies();
        bodies.remoteWrite1();
        bodies.remoteWrite2();
        bodies.logs();
        bodies.traces();
        bodies.metrics();
        return bodies.all;
    }

    private void remoteWrite1() {
        WireFormat format = WireFormat.REMOTE_WRITE_1;
        byte[] label = field(1, joined(text(1, "__name__"), text(2, "a")));
        add(format, "series without anything", fill -> fill.repeated(field(1, NOTHING)));
        add(format, "series of an empty label", fill -> fill.repeated(field(1, field(1, NOTHING))));
        add(
                format,
                "series of their own",
                fill -> fill.numbered(i ->
                        field(1, joined(field(1, joined(text(1, "__name__"), text(2, "a" + i))), field(2, NOTHING)))));
        add(
                format,
                "series of their own with empty samples before their labels",
                fill -> fill.numbered(i ->
                        field(1, joined(field(2, NOTHING), field(1, joined(text(1, "__name__"), text(2, "b" + i)))))));
        add(format, "labels", fill -> field(1, fill.repeated(field(1, NOTHING))));
        add(
                format,
                "labels of their own",
                fill -> field(1, joined(label, fill.numbered(i -> field(1, text(1, "l" + i))), field(2, NOTHING))));
        add(
                format,
                "a label's value",
                fill -> field(
                        1, joined(label, field(1, joined(text(1, "v"), field(2, fill.filled(1)))), field(2, NOTHING))));
        add(
                format,
                "scattered labels",
                fill -> field(1, joined(label, field(2, NOTHING), fill.numbered(i -> field(1, text(1, "s" + i))))));
        add(format, "samples", fill -> field(1, joined(label, fill.repeated(field(2, NOTHING)))));
        add(
                format,
                "samples of a metric without a usable character",
                fill -> field(
                        1,
                        joined(
                                field(1, joined(text(1, "__name__"), text(2, "\u2603"))),
                                fill.repeated(field(2, NOTHING)))));
        add(format, "exemplars", fill -> field(1, joined(label, fill.repeated(field(3, NOTHING)))));
        add(
                format,
                "labels of an exemplar",
                fill -> field(1, joined(label, field(3, fill.numbered(i -> field(1, text(1, "l" + i)))))));
        add(format, "histograms", fill -> field(1, joined(label, fill.repeated(field(4, NOTHING)))));
        add(format, "buckets", fill -> field(1, joined(label, field(4, field(12, fill.repeated(new byte[] {2}))))));
        add(format, "spans", fill -> field(1, joined(label, field(4, fill.repeated(field(11, NOTHING))))));
        add(format, "custom bounds", fill -> field(1, joined(label, field(4, field(16, fill.filled(0))))));
        add(format, "metadata", fill -> fill.repeated(field(3, NOTHING)));
        add(format, "metadata of its own", fill -> fill.numbered(i -> field(3, text(2, "m" + i))));
        add(format, "a metric's help", fill -> field(3, joined(text(2, "m"), field(4, fill.filled('h')))));
        String longText = "x".repeat(900_000);
        add(
                format,
                "long labels of many samples",
                fill -> field(
                        1,
                        joined(
                                label,
                                field(1, joined(text(1, "v"), text(2, longText))),
                                times(field(2, NOTHING), fill.bytes() / 8))));
        add(
                format,
                "long labels of many histograms",
                fill -> field(
                        1,
                        joined(
                                label,
                                field(1, joined(text(1, "w"), text(2, longText))),
                                times(field(4, NOTHING), fill.bytes() / 8))));
    }

    private void remoteWrite2() {
        WireFormat format = WireFormat.REMOTE_WRITE_2;
        byte[] symbols = joined(field(4, NOTHING), text(4, "__name__"), text(4, "a"));
        byte[] references = field(1, new byte[] {1, 2});
        add(format, "series without anything", fill -> fill.repeated(field(5, NOTHING)));
        add(format, "series alike", fill -> joined(symbols, fill.repeated(field(5, references))));
        add(
                format,
                "series of their own",
                fill -> joined(
                        symbols,
                        fill.numbered(i -> joined(
                                text(4, "c" + i),
                                field(
                                        5,
                                        joined(field(1, joined(new byte[] {1}, varint(3 + i))), field(2, NOTHING)))))));
        add(format, "symbols", fill -> fill.repeated(field(4, NOTHING)));
        add(format, "symbols of their own", fill -> fill.numbered(i -> text(4, Integer.toString(i, 36))));
        add(
                format,
                "references",
                fill -> joined(symbols, field(5, joined(field(1, fill.filled(0)), field(2, NOTHING)))));
        add(
                format,
                "references one by one",
                fill -> joined(symbols, field(5, joined(fill.repeated(new byte[] {1 << 3, 0}), field(2, NOTHING)))));
        byte[] largeSymbols = joined(symbols, text(4, "y".repeat(900_000)), text(4, "l"));
        add(
                format,
                "series that refer to a large symbol",
                fill -> joined(
                        largeSymbols,
                        fill.numbered(i -> joined(
                                text(4, "d" + i),
                                field(
                                        5,
                                        joined(
                                                field(1, joined(new byte[] {1}, varint(5 + i), new byte[] {4, 3})),
                                                field(2, NOTHING)))))));
        add(
                format,
                "labels that refer to a large symbol",
                fill -> joined(
                        largeSymbols, field(5, joined(field(1, fill.repeated(new byte[] {4, 3})), field(2, NOTHING)))));
        add(format, "samples", fill -> joined(symbols, field(5, joined(references, fill.repeated(field(2, NOTHING))))));
        add(
                format,
                "histograms",
                fill -> joined(symbols, field(5, joined(references, fill.repeated(field(3, NOTHING))))));
        add(
                format,
                "exemplars",
                fill -> joined(symbols, field(5, joined(references, fill.repeated(field(4, NOTHING))))));
        add(
                format,
                "references of an exemplar",
                fill -> joined(
                        largeSymbols,
                        field(5, joined(references, field(4, field(1, fill.repeated(new byte[] {4, 3})))))));
        add(
                format,
                "metadata of series",
                fill -> joined(symbols, fill.repeated(field(5, joined(references, field(5, new byte[] {1 << 3, 1}))))));
    }

    private void logs() {
        byte[] emptyAttribute = field(6, NOTHING);
        otlp(Signal.LOGS, "resources", fill -> fill.repeated(field(1, NOTHING)));
        otlp(Signal.LOGS, "scopes", fill -> field(1, fill.repeated(field(2, NOTHING))));
        otlp(Signal.LOGS, "records", fill -> record(fill.repeated(field(2, NOTHING))));
        otlp(Signal.LOGS, "attributes", fill -> record(field(2, fill.repeated(emptyAttribute))));
        otlp(
                Signal.LOGS,
                "elements of an array",
                fill -> record(field(2, field(5, field(5, fill.repeated(field(1, NOTHING)))))));
        otlp(Signal.LOGS, "control characters", fill -> record(field(2, field(5, field(1, fill.filled(1))))));
        otlp(
                Signal.LOGS,
                "attributes of a resource",
                fill -> field(1, joined(field(1, fill.repeated(field(1, NOTHING))), field(2, field(2, NOTHING)))));
        otlp(
                Signal.LOGS,
                "records of a large resource",
                fill -> field(
                        1,
                        joined(
                                field(1, field(1, joined(text(1, "k"), field(2, text(1, "z".repeat(200_000)))))),
                                field(2, times(field(2, NOTHING), RECORDS)))));
        json(Signal.LOGS, "resources", "{\"resourceLogs\":[", "{}", "]}");
        json(Signal.LOGS, "records", "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[", "{}", "]}]}]}");
        json(
                Signal.LOGS,
                "attributes",
                "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"attributes\":[",
                "{}",
                "]}]}]}]}");
        add(
                format(Signal.LOGS, Encoding.JSON, Compression.ZSTD),
                "unknown fields",
                fill -> joined(
                        "{\"x\":{".getBytes(UTF_8),
                        fill.numbered(i -> ("\"u" + i + "\":0,").getBytes(UTF_8)),
                        "\"z\":0}}".getBytes(UTF_8)));
        add(
                format(Signal.LOGS, Encoding.JSON, Compression.GZIP),
                "a text",
                fill -> joined(
                        "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":{\"stringValue\":\""
                                .getBytes(UTF_8),
                        fill.filled('t'),
                        "\"}}]}]}]}".getBytes(UTF_8)));
        add(
                format(Signal.LOGS, Encoding.JSON, Compression.ZSTD),
                "a name",
                fill -> joined("{\"".getBytes(UTF_8), fill.filled('n'), "\":1}".getBytes(UTF_8)));
        add(
                format(Signal.LOGS, Encoding.JSON, Compression.ZSTD),
                "bytes",
                fill -> joined(
                        "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":{\"bytesValue\":\""
                                .getBytes(UTF_8),
                        fill.filled('A'),
                        "\"}}]}]}]}".getBytes(UTF_8)));
    }

    private void traces() {
        otlp(Signal.TRACES, "resources", fill -> fill.repeated(field(1, NOTHING)));
        otlp(Signal.TRACES, "spans", fill -> record(fill.repeated(field(2, NOTHING))));
        otlp(Signal.TRACES, "events", fill -> record(field(2, fill.repeated(field(11, NOTHING)))));
        otlp(Signal.TRACES, "links", fill -> record(field(2, fill.repeated(field(13, NOTHING)))));
        otlp(Signal.TRACES, "attributes", fill -> record(field(2, fill.repeated(field(9, NOTHING)))));
        otlp(
                Signal.TRACES,
                "attributes of a scope",
                fill -> field(1, field(2, joined(field(1, fill.repeated(field(3, NOTHING))), field(2, NOTHING)))));
        json(Signal.TRACES, "spans", "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[", "{}", "]}]}]}");
        json(
                Signal.TRACES,
                "events",
                "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"events\":[",
                "{}",
                "]}]}]}]}");
    }

    private void metrics() {
        byte[] name = text(1, "g");
        otlp(Signal.METRICS, "resources", fill -> fill.repeated(field(1, NOTHING)));
        otlp(Signal.METRICS, "scopes", fill -> field(1, fill.repeated(field(2, NOTHING))));
        otlp(Signal.METRICS, "metrics", fill -> record(fill.repeated(field(2, NOTHING))));
        otlp(
                Signal.METRICS,
                "data points",
                fill -> record(field(2, joined(name, field(5, fill.repeated(field(1, NOTHING)))))));
        byte[] value = {(6 << 3) | 1, 1, 0, 0, 0, 0, 0, 0, 0};
        otlp(
                Signal.METRICS,
                "data points with a value",
                fill -> record(field(2, joined(name, field(5, fill.repeated(field(1, value)))))));
        otlp(
                Signal.METRICS,
                "data points of their own",
                fill -> record(field(
                        2,
                        joined(
                                name,
                                field(
                                        5,
                                        fill.numbered(i -> field(
                                                1,
                                                joined(
                                                        value,
                                                        field(
                                                                7,
                                                                joined(
                                                                        text(1, "id"),
                                                                        field(2, text(1, "" + i))))))))))));
        otlp(
                Signal.METRICS,
                "metrics of a temporality of their own",
                fill -> record(fill.numbered(i ->
                        field(2, joined(name, field(7, joined(field(1, value), new byte[] {2 << 3}, varint(i))))))));
        otlp(
                Signal.METRICS,
                "buckets",
                fill -> record(field(2, joined(name, field(9, field(1, field(6, fill.filled(0))))))));
        otlp(
                Signal.METRICS,
                "exponential buckets",
                fill -> record(field(2, joined(name, field(10, field(1, field(8, field(2, fill.filled(0)))))))));
        otlp(
                Signal.METRICS,
                "histograms of many buckets",
                fill -> record(field(
                        2,
                        joined(
                                name,
                                field(
                                        9,
                                        fill.repeated(field(
                                                1,
                                                joined(field(6, new byte[8 * 1001]), field(7, increasing(1000))))))))));
        otlp(
                Signal.METRICS,
                "quantiles",
                fill -> record(field(2, joined(name, field(11, field(1, fill.repeated(field(6, NOTHING))))))));
        otlp(
                Signal.METRICS,
                "exemplars",
                fill -> record(
                        field(2, joined(name, field(5, field(1, joined(value, fill.repeated(field(5, NOTHING)))))))));
        otlp(
                Signal.METRICS,
                "attributes",
                fill -> record(
                        field(2, joined(name, field(5, field(1, joined(value, fill.repeated(field(7, NOTHING)))))))));
        otlp(
                Signal.METRICS,
                "a large attribute of a resource",
                fill -> field(
                        1,
                        joined(
                                field(1, field(1, joined(text(1, "k"), field(2, field(1, fill.filled('r')))))),
                                field(2, field(2, joined(name, field(5, field(1, value))))))));
        otlp(
                Signal.METRICS,
                "a metric's name",
                fill -> record(field(2, joined(field(1, fill.filled('n')), field(5, field(1, value))))));
        json(
                Signal.METRICS,
                "data points",
                "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"g\",\"gauge\":{\"dataPoints\":[",
                "{}",
                "]}}]}]}]}");
        json(
                Signal.METRICS,
                "buckets",
                "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"g\",\"histogram\":{\"dataPoints\":"
                        + "[{\"bucketCounts\":[",
                "0",
                "]}]}}]}]}]}");
    }

    /** By each way in: gRPC, and HTTP with each compression in turn. */
    private void otlp(Signal signal, String name, Content content) {
        add(format(signal, Encoding.PROTOBUF, nextCompression()), name, content);
        all.add(new Swollen(name, format(signal, Encoding.PROTOBUF, Compression.NONE), true, content));
    }

    private void json(Signal signal, String name, String head, String element, String tail) {
        add(
                format(signal, Encoding.JSON, nextCompression()),
                name,
                fill -> joined(
                        (head + element).getBytes(UTF_8),
                        fill.repeated(("," + element).getBytes(UTF_8)),
                        tail.getBytes(UTF_8)));
    }

    private Compression nextCompression() {
        compressions++;
        return COMPRESSIONS.get(compressions % COMPRESSIONS.size());
    }

    private void add(WireFormat format, String name, Content content) {
        all.add(new Swollen(name, format, false, content));
    }

    private static WireFormat format(Signal signal, Encoding encoding, Compression compression) {
        return WireFormat.otlp(signal, encoding, compression);
    }

    /** What a scope of a resource has. */
    private static byte[] record(byte[] members) {
        return field(1, field(2, members));
    }

    /** Makes the large part of a body: so many bytes. */
    record Fill(int bytes) {
        byte[] repeated(byte[] element) {
            return times(element, bytes / element.length);
        }

        byte[] numbered(IntFunction<byte[]> element) {
            byte[] all = new byte[bytes];
            int at = 0;
            for (int i = 0; ; i++) {
                byte[] next = element.apply(i);
                if (at + next.length > all.length) {
                    return Arrays.copyOf(all, at);
                }
                System.arraycopy(next, 0, all, at, next.length);
                at += next.length;
            }
        }

        byte[] filled(int with) {
            byte[] all = new byte[bytes / 8 * 8];
            Arrays.fill(all, (byte) with);
            return all;
        }
    }

    private static byte[] times(byte[] element, int times) {
        byte[] all = new byte[element.length * times];
        for (int at = 0; at < all.length; at += element.length) {
            System.arraycopy(element, 0, all, at, element.length);
        }
        return all;
    }

    private static byte[] increasing(int count) {
        java.nio.ByteBuffer doubles = java.nio.ByteBuffer.allocate(8 * count).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            doubles.putDouble(i);
        }
        return doubles.array();
    }

    private static byte[] text(int field, String text) {
        return field(field, text.getBytes(UTF_8));
    }

    private static byte[] field(int field, byte[] content) {
        return joined(varint(field << 3 | 2), varint(content.length), content);
    }

    private static byte[] varint(int value) {
        byte[] bytes = new byte[5];
        int length = 0;
        int rest = value;
        for (; (rest & ~0x7F) != 0; rest >>>= 7) {
            bytes[length++] = (byte) (rest | 0x80);
        }
        bytes[length++] = (byte) rest;
        return Arrays.copyOf(bytes, length);
    }

    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
