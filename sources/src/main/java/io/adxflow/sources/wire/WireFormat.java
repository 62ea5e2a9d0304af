package io.adxflow.sources.wire;

import java.util.List;
import java.util.stream.Stream;

/**
 * Says what a request body is and how it is encoded, compression included. The code is part of the body log's format: never
 * reuse one.
 */
public enum WireFormat {
    /** {@code prometheus.WriteRequest}, snappy block format (Prometheus remote write 1.0). */
    REMOTE_WRITE_1(1, Signal.REMOTE_WRITE, Encoding.PROTOBUF, Compression.SNAPPY),
    /** {@code io.prometheus.write.v2.Request}, snappy block format (Prometheus remote write 2.0). */
    REMOTE_WRITE_2(2, Signal.REMOTE_WRITE, Encoding.PROTOBUF, Compression.SNAPPY),

    // OTLP 1.x: opentelemetry.proto.collector.{logs,trace,metrics}.v1.Export…ServiceRequest.
    OTLP_LOGS(16, Signal.LOGS, Encoding.PROTOBUF, Compression.NONE),
    OTLP_LOGS_GZIP(17, Signal.LOGS, Encoding.PROTOBUF, Compression.GZIP),
    OTLP_LOGS_ZSTD(18, Signal.LOGS, Encoding.PROTOBUF, Compression.ZSTD),
    OTLP_LOGS_JSON(19, Signal.LOGS, Encoding.JSON, Compression.NONE),
    OTLP_LOGS_JSON_GZIP(20, Signal.LOGS, Encoding.JSON, Compression.GZIP),
    OTLP_LOGS_JSON_ZSTD(21, Signal.LOGS, Encoding.JSON, Compression.ZSTD),
    OTLP_TRACES(24, Signal.TRACES, Encoding.PROTOBUF, Compression.NONE),
    OTLP_TRACES_GZIP(25, Signal.TRACES, Encoding.PROTOBUF, Compression.GZIP),
    OTLP_TRACES_ZSTD(26, Signal.TRACES, Encoding.PROTOBUF, Compression.ZSTD),
    OTLP_TRACES_JSON(27, Signal.TRACES, Encoding.JSON, Compression.NONE),
    OTLP_TRACES_JSON_GZIP(28, Signal.TRACES, Encoding.JSON, Compression.GZIP),
    OTLP_TRACES_JSON_ZSTD(29, Signal.TRACES, Encoding.JSON, Compression.ZSTD),
    OTLP_METRICS(32, Signal.METRICS, Encoding.PROTOBUF, Compression.NONE),
    OTLP_METRICS_GZIP(33, Signal.METRICS, Encoding.PROTOBUF, Compression.GZIP),
    OTLP_METRICS_ZSTD(34, Signal.METRICS, Encoding.PROTOBUF, Compression.ZSTD),
    OTLP_METRICS_JSON(35, Signal.METRICS, Encoding.JSON, Compression.NONE),
    OTLP_METRICS_JSON_GZIP(36, Signal.METRICS, Encoding.JSON, Compression.GZIP),
    OTLP_METRICS_JSON_ZSTD(37, Signal.METRICS, Encoding.JSON, Compression.ZSTD),
    OTLP_LOGS_ZLIB(40, Signal.LOGS, Encoding.PROTOBUF, Compression.ZLIB),
    OTLP_LOGS_SNAPPY(41, Signal.LOGS, Encoding.PROTOBUF, Compression.SNAPPY),
    OTLP_LOGS_LZ4(42, Signal.LOGS, Encoding.PROTOBUF, Compression.LZ4),
    OTLP_LOGS_JSON_ZLIB(43, Signal.LOGS, Encoding.JSON, Compression.ZLIB),
    OTLP_LOGS_JSON_SNAPPY(44, Signal.LOGS, Encoding.JSON, Compression.SNAPPY),
    OTLP_LOGS_JSON_LZ4(45, Signal.LOGS, Encoding.JSON, Compression.LZ4),
    OTLP_TRACES_ZLIB(46, Signal.TRACES, Encoding.PROTOBUF, Compression.ZLIB),
    OTLP_TRACES_SNAPPY(47, Signal.TRACES, Encoding.PROTOBUF, Compression.SNAPPY),
    OTLP_TRACES_LZ4(48, Signal.TRACES, Encoding.PROTOBUF, Compression.LZ4),
    OTLP_TRACES_JSON_ZLIB(49, Signal.TRACES, Encoding.JSON, Compression.ZLIB),
    OTLP_TRACES_JSON_SNAPPY(50, Signal.TRACES, Encoding.JSON, Compression.SNAPPY),
    OTLP_TRACES_JSON_LZ4(51, Signal.TRACES, Encoding.JSON, Compression.LZ4),
    OTLP_METRICS_ZLIB(52, Signal.METRICS, Encoding.PROTOBUF, Compression.ZLIB),
    OTLP_METRICS_SNAPPY(53, Signal.METRICS, Encoding.PROTOBUF, Compression.SNAPPY),
    OTLP_METRICS_LZ4(54, Signal.METRICS, Encoding.PROTOBUF, Compression.LZ4),
    OTLP_METRICS_JSON_ZLIB(55, Signal.METRICS, Encoding.JSON, Compression.ZLIB),
    OTLP_METRICS_JSON_SNAPPY(56, Signal.METRICS, Encoding.JSON, Compression.SNAPPY),
    OTLP_METRICS_JSON_LZ4(57, Signal.METRICS, Encoding.JSON, Compression.LZ4),

    /** Rows of one table as they were written, see {@link RowsBody}: what is listened for, never sent. */
    ROWS(64, Signal.ROWS, Encoding.CSV, Compression.NONE);

    /** What the body carries. */
    public enum Signal {
        /** Samples, histograms, exemplars and metadata of Prometheus. */
        REMOTE_WRITE,
        /** OTLP log records. */
        LOGS,
        /** OTLP spans. */
        TRACES,
        /** OTLP metrics. */
        METRICS,
        /** Rows of any table. */
        ROWS
    }

    /** How messages are written. */
    public enum Encoding {
        PROTOBUF,
        /** OTLP's own mapping to JSON (OTLP specification, "JSON Protobuf Encoding"). */
        JSON,
        /** RFC 4180, of rows. */
        CSV
    }

    /** How the body was made smaller. */
    public enum Compression {
        NONE,
        /** Snappy's block format, as remote write has it; of OTLP its framing format as well. */
        SNAPPY,
        GZIP,
        ZSTD,
        /** What HTTP calls deflate. */
        ZLIB,
        /** LZ4's frame format. */
        LZ4
    }

    private final byte code;
    private final Signal signal;
    private final Encoding encoding;
    private final Compression compression;

    WireFormat(int code, Signal signal, Encoding encoding, Compression compression) {
        this.code = (byte) code;
        this.signal = signal;
        this.encoding = encoding;
        this.compression = compression;
    }

    /** The byte that stands for this format in files and state. */
    public byte code() {
        return code;
    }

    public Signal signal() {
        return signal;
    }

    public Encoding encoding() {
        return encoding;
    }

    public Compression compression() {
        return compression;
    }

    /** True for OpenTelemetry's protocol. */
    public boolean isOtlp() {
        return signal != Signal.REMOTE_WRITE && signal != Signal.ROWS;
    }

    /** All formats of one signal. */
    public static List<WireFormat> of(Signal signal) {
        return Stream.of(values()).filter(format -> format.signal == signal).toList();
    }

    /**
     * The format of an OTLP body.
     *
     * @throws IllegalArgumentException when there is none such
     */
    public static WireFormat otlp(Signal signal, Encoding encoding, Compression compression) {
        for (WireFormat format : values()) {
            if (format.isOtlp()
                    && format.signal == signal
                    && format.encoding == encoding
                    && format.compression == compression) {
                return format;
            }
        }
        throw new IllegalArgumentException("no OTLP format: " + signal + ", " + encoding + ", " + compression);
    }

    /**
     * The format that {@link #code()} stands for.
     *
     * @throws IllegalArgumentException when no format has this code
     */
    public static WireFormat ofCode(byte code) {
        for (WireFormat format : values()) {
            if (format.code == code) {
                return format;
            }
        }
        throw new IllegalArgumentException("wire format code: " + code + " (expected: a known one)");
    }
}
