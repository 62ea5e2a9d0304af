package io.adxflow.bench.load;

import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The loads of OTLP that {@code bench/README.md} describes. */
public enum OtlpLoad {
    OTLP_LOGS(Signal.LOGS, "/v1/logs", Compression.NONE),
    OTLP_LOGS_GZIP(Signal.LOGS, "/v1/logs", Compression.GZIP),
    OTLP_SPANS(Signal.TRACES, "/v1/traces", Compression.NONE),
    OTLP_SPANS_GZIP(Signal.TRACES, "/v1/traces", Compression.GZIP),
    OTLP_METRICS(Signal.METRICS, "/v1/metrics", Compression.NONE),
    OTLP_METRICS_GZIP(Signal.METRICS, "/v1/metrics", Compression.GZIP);

    /** As the batch processors of OpenTelemetry's collector send them, about. */
    public static final int RECORDS_PER_BODY = 1000;

    private final Signal signal;
    private final String path;
    private final Compression compression;

    OtlpLoad(Signal signal, String path, Compression compression) {
        this.signal = signal;
        this.path = path;
        this.compression = compression;
    }

    /** The load of this name, as {@code otlp-logs}, or null when it is none of OTLP. */
    public static @Nullable OtlpLoad named(String name) {
        for (OtlpLoad load : values()) {
            if (load.toString().equals(name)) {
                return load;
            }
        }
        return null;
    }

    public Signal signal() {
        return signal;
    }

    /** How the bodies come. */
    WireFormat format() {
        return WireFormat.otlp(signal, Encoding.PROTOBUF, compression);
    }

    public Compression compression() {
        return compression;
    }

    /** Where it is posted. */
    public String path() {
        return path;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
