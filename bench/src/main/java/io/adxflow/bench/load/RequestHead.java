package io.adxflow.bench.load;

import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;

/** The head that a sender of remote write or OTLP gives its requests, up to the number of body bytes. */
final class RequestHead {
    private RequestHead() {}

    static String of(WireFormat format, LoadPlan plan) {
        return "POST " + plan.path() + " HTTP/1.1\r\nHost: adxflow\r\nUser-Agent: adxflow-bench\r\n"
                + (plan.authorization().isEmpty() ? "" : "Authorization: " + plan.authorization() + "\r\n")
                + (format.signal() == Signal.REMOTE_WRITE ? ofRemoteWrite(format) : ofOtlp(format))
                + "Content-Length: ";
    }

    private static String ofOtlp(WireFormat format) {
        if (format.encoding() != Encoding.PROTOBUF) {
            throw new IllegalArgumentException(format + " (expected: protobuf)");
        }
        return "Content-Type: application/x-protobuf\r\n"
                + switch (format.compression()) {
                    case NONE -> "";
                    case GZIP -> "Content-Encoding: gzip\r\n";
                    default -> throw new IllegalArgumentException(format + " (expected: none or gzip)");
                };
    }

    private static String ofRemoteWrite(WireFormat format) {
        return "Content-Encoding: snappy\r\nContent-Type: " + contentType(format)
                + "\r\nX-Prometheus-Remote-Write-Version: " + version(format) + "\r\n";
    }

    private static String contentType(WireFormat format) {
        return switch (format) {
            case REMOTE_WRITE_1 -> "application/x-protobuf";
            case REMOTE_WRITE_2 -> "application/x-protobuf;proto=io.prometheus.write.v2.Request";
            default -> throw new IllegalArgumentException(format + " (expected: remote write)");
        };
    }

    private static String version(WireFormat format) {
        return switch (format) {
            case REMOTE_WRITE_1 -> "0.1.0";
            case REMOTE_WRITE_2 -> "2.0.0";
            default -> throw new IllegalArgumentException(format + " (expected: remote write)");
        };
    }
}
