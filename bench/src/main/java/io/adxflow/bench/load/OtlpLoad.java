package io.adxflow.bench.load;

import io.adxflow.sources.wire.WireFormat.Signal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The loads of OTLP that {@code bench/README.md} describes. */
public enum OtlpLoad {
    OTLP_LOGS(Signal.LOGS, "/v1/logs"),
    OTLP_SPANS(Signal.TRACES, "/v1/traces");

    /** As the batch processors of OpenTelemetry's collector send them, about. */
    public static final int RECORDS_PER_BODY = 1000;

    private final Signal signal;
    private final String path;

    OtlpLoad(Signal signal, String path) {
        this.signal = signal;
        this.path = path;
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

    /** Where it is posted. */
    public String path() {
        return path;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
