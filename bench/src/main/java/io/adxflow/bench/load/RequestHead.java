package io.adxflow.bench.load;

import io.adxflow.sources.wire.WireFormat;

/** The head that a remote write sender gives its requests, up to the number of body bytes. */
final class RequestHead {
    private RequestHead() {}

    static String of(WireFormat format, LoadPlan plan) {
        return String.join(
                "\r\n",
                "POST " + plan.path() + " HTTP/1.1",
                "Host: adxflow",
                "User-Agent: adxflow-bench",
                "Content-Encoding: snappy",
                "Content-Type: " + contentType(format),
                "X-Prometheus-Remote-Write-Version: " + version(format),
                "Content-Length: ");
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
