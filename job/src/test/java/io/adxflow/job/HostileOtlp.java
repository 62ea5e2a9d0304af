package io.adxflow.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.testing.NestedValues;

/**
 * OTLP requests of three records, written by hand: two good ones, and between them one that has a value of any kind in its attribute
 * {@code x}. The attribute {@code id} of each tells it from all others: the request's name with {@code -before}, {@code -hostile},
 * {@code -after} behind it.
 */
final class HostileOtlp {
    /** An {@code AnyValue} with the integer 1. */
    static final byte[] ONE = {3 << 3, 1};

    static final String ONE_JSON = "{\"intValue\":1}";

    private HostileOtlp() {}

    /**
     * @param value of {@code x}: an {@code AnyValue} as protobuf
     */
    static byte[] protobuf(Signal signal, String name, byte[] value) {
        byte[] records = NestedValues.joined(
                delimited(2, record(signal, name + "-before", ONE)),
                NestedValues.joined(
                        delimited(2, record(signal, name + "-hostile", value)),
                        delimited(2, record(signal, name + "-after", ONE))));
        return delimited(1, delimited(2, records));
    }

    private static byte[] record(Signal signal, String id, byte[] value) {
        byte[] idValue = delimited(1, id.getBytes(UTF_8));
        return switch (signal) {
            case LOGS -> NestedValues.joined(attribute(6, "id", idValue), attribute(6, "x", value));
            case TRACES -> NestedValues.joined(attribute(9, "id", idValue), attribute(9, "x", value));
            default ->
                // A gauge called "points" with one point, whose value is 0.
                NestedValues.joined(
                        delimited(1, "points".getBytes(UTF_8)),
                        delimited(
                                5,
                                delimited(
                                        1,
                                        NestedValues.joined(
                                                new byte[] {(6 << 3) | 1, 0, 0, 0, 0, 0, 0, 0, 0},
                                                NestedValues.joined(
                                                        attribute(7, "id", idValue), attribute(7, "x", value))))));
        };
    }

    private static byte[] attribute(int field, String key, byte[] value) {
        return delimited(field, NestedValues.joined(delimited(1, key.getBytes(UTF_8)), delimited(2, value)));
    }

    private static byte[] delimited(int field, byte[] content) {
        return NestedValues.field((field << 3) | 2, content);
    }

    /**
     * @param value of {@code x}, as JSON
     * @param fields more of the record, or of the data point, each with a comma in front
     */
    static String json(Signal signal, String name, String value, String fields) {
        String records = record(signal, name + "-before", ONE_JSON, "") + ","
                + record(signal, name + "-hostile", value, fields) + ","
                + record(signal, name + "-after", ONE_JSON, "");
        return switch (signal) {
            case LOGS -> "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[" + records + "]}]}]}";
            case TRACES -> "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + records + "]}]}]}";
            default -> "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[" + records + "]}]}]}";
        };
    }

    private static String record(Signal signal, String id, String value, String fields) {
        String attributes = "\"attributes\":[{\"key\":\"id\",\"value\":{\"stringValue\":\"" + id
                + "\"}},{\"key\":\"x\",\"value\":" + value + "}]" + fields;
        return signal == Signal.METRICS
                ? "{\"name\":\"points\",\"gauge\":{\"dataPoints\":[{\"asInt\":0," + attributes + "}]}}"
                : "{" + attributes + "}";
    }

    /** The same value in either encoding. */
    static byte[] body(Signal signal, Encoding encoding, String name, byte[] value, String json) {
        return encoding == Encoding.PROTOBUF
                ? protobuf(signal, name, value)
                : json(signal, name, json, "").getBytes(UTF_8);
    }
}
