package io.adxflow.sources.http;

import io.adxflow.sources.wire.OtlpAnswers;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.WireFormats;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How answers to one kind of request are written: their headers and bodies. */
enum AnswerDialect {
    /** Which knows no counts of what was written. */
    REMOTE_WRITE_1(Signal.REMOTE_WRITE, Encoding.PROTOBUF),
    REMOTE_WRITE_2(Signal.REMOTE_WRITE, Encoding.PROTOBUF),
    OTLP_LOGS(Signal.LOGS, Encoding.PROTOBUF),
    OTLP_LOGS_JSON(Signal.LOGS, Encoding.JSON),
    OTLP_TRACES(Signal.TRACES, Encoding.PROTOBUF),
    OTLP_TRACES_JSON(Signal.TRACES, Encoding.JSON),
    OTLP_METRICS(Signal.METRICS, Encoding.PROTOBUF),
    OTLP_METRICS_JSON(Signal.METRICS, Encoding.JSON);

    private static final AsciiString SAMPLES = AsciiString.cached("X-Prometheus-Remote-Write-Samples-Written");
    private static final AsciiString HISTOGRAMS = AsciiString.cached("X-Prometheus-Remote-Write-Histograms-Written");
    private static final AsciiString EXEMPLARS = AsciiString.cached("X-Prometheus-Remote-Write-Exemplars-Written");
    private static final AsciiString TEXT = AsciiString.cached("text/plain; charset=utf-8");
    private static final AsciiString PROTOBUF = AsciiString.cached("application/x-protobuf");
    private static final AsciiString JSON = AsciiString.cached("application/json");

    private final Signal signal;
    private final Encoding encoding;

    AnswerDialect(Signal signal, Encoding encoding) {
        this.signal = signal;
        this.encoding = encoding;
    }

    /**
     * The dialect of a request: its answers are encoded as it is itself. JSON, which people can read, stands in where a
     * Content-Type is not one of OTLP's.
     */
    static AnswerDialect of(RequestKind kind, @Nullable String contentType) {
        boolean protobuf = kind.isOtlp() && WireFormats.otlpEncoding(contentType) == Encoding.PROTOBUF;
        return switch (kind) {
            case REMOTE_WRITE -> isRemoteWrite1(contentType) ? REMOTE_WRITE_1 : REMOTE_WRITE_2;
            case OTLP_LOGS -> protobuf ? OTLP_LOGS : OTLP_LOGS_JSON;
            case OTLP_TRACES -> protobuf ? OTLP_TRACES : OTLP_TRACES_JSON;
            case OTLP_METRICS -> protobuf ? OTLP_METRICS : OTLP_METRICS_JSON;
        };
    }

    private static boolean isRemoteWrite1(@Nullable String contentType) {
        return WireFormats.negotiate(contentType, null) instanceof WireFormats.Accepted accepted
                && accepted.format() == WireFormat.REMOTE_WRITE_1;
    }

    /**
     * The answer's body, not to be changed; null when it has none.
     *
     * @param retryAfterSeconds told with 503 and 429
     */
    byte @Nullable [] body(Answer answer, int retryAfterSeconds) {
        if (signal == Signal.REMOTE_WRITE) {
            String message = answer.message();
            return answer.status() == 204 || message == null ? null : message.getBytes(StandardCharsets.UTF_8);
        }
        return answer.status() < 400
                ? OtlpAnswers.response(signal, encoding, answer.rejected(), answer.message())
                : OtlpAnswers.encode(
                        OtlpAnswers.status(answer.status(), answer.message(), retryAfterSeconds), encoding);
    }

    AsciiString contentType() {
        if (signal == Signal.REMOTE_WRITE) {
            return TEXT;
        }
        return encoding == Encoding.PROTOBUF ? PROTOBUF : JSON;
    }

    /**
     * Adds the headers that this dialect has in every answer. Of remote write 2.0 these are the counts of what was written,
     * zeros included: a sender takes their absence for a receiver that does not know 2.0. Remote write 1.0 has none: there they would
     * be taken for those of a receiver that has understood 2.0.
     */
    void addHeaders(Answer answer, HttpHeaders headers) {
        if (this == REMOTE_WRITE_2) {
            headers.set(SAMPLES, AnswerEncoder.number(answer.samples()));
            headers.set(HISTOGRAMS, AnswerEncoder.number(answer.histograms()));
            headers.set(EXEMPLARS, AnswerEncoder.number(answer.exemplars()));
        }
    }
}
