package io.adxflow.sources.http;

import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.WireFormats;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What kind of data a path takes: its paths, and how its content headers are read. */
enum RequestKind {
    REMOTE_WRITE(Signal.REMOTE_WRITE, "api/v1/write", "receive", "remote_write"),
    OTLP_LOGS(Signal.LOGS, "v1/logs"),
    OTLP_TRACES(Signal.TRACES, "v1/traces"),
    OTLP_METRICS(Signal.METRICS, "v1/metrics");

    private final Signal signal;

    @SuppressWarnings("ImmutableEnumChecker") // Lists that cannot be changed.
    private final List<List<String>> paths;

    RequestKind(Signal signal, String... paths) {
        this.signal = signal;
        this.paths = Arrays.stream(paths).map(path -> List.of(path.split("/"))).toList();
    }

    Signal signal() {
        return signal;
    }

    boolean isOtlp() {
        return this != REMOTE_WRITE;
    }

    /** The paths of this kind, split into segments. */
    List<List<String>> paths() {
        return paths;
    }

    /** @param contentType null when absent, as is {@code contentEncoding} */
    WireFormats.Negotiation negotiate(@Nullable String contentType, @Nullable String contentEncoding) {
        return switch (this) {
            case REMOTE_WRITE -> WireFormats.negotiate(contentType, contentEncoding);
            case OTLP_LOGS, OTLP_TRACES, OTLP_METRICS ->
                WireFormats.negotiateOtlp(signal, contentType, contentEncoding);
        };
    }
}
