package io.adxflow.sources.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtlpAnswersTest {
    private static final String MESSAGE = "2 refused: \"é\"";

    @Test
    void saysNothingWhenAllWasTaken() {
        assertThat(OtlpAnswers.response(Signal.LOGS, Encoding.PROTOBUF, 0, null))
                .isEmpty();
        assertThat(json(OtlpAnswers.response(Signal.LOGS, Encoding.JSON, 0, "")))
                .isEqualTo("{}");
    }

    @Test
    void isReadByTheGeneratedClassesOfAllSignals() throws Exception {
        byte[] response = OtlpAnswers.response(Signal.LOGS, Encoding.PROTOBUF, 3_000_000_000L, MESSAGE);

        var logs = ExportLogsServiceResponse.parseFrom(response).getPartialSuccess();
        assertThat(logs.getRejectedLogRecords()).isEqualTo(3_000_000_000L);
        assertThat(logs.getErrorMessage()).isEqualTo(MESSAGE);
        var spans = ExportTraceServiceResponse.parseFrom(response).getPartialSuccess();
        assertThat(spans.getRejectedSpans()).isEqualTo(3_000_000_000L);
        assertThat(spans.getErrorMessage()).isEqualTo(MESSAGE);
        var points = ExportMetricsServiceResponse.parseFrom(response).getPartialSuccess();
        assertThat(points.getRejectedDataPoints()).isEqualTo(3_000_000_000L);
        assertThat(points.getErrorMessage()).isEqualTo(MESSAGE);
        assertThat(response)
                .isEqualTo(ExportLogsServiceResponse.newBuilder()
                        .setPartialSuccess(logs)
                        .build()
                        .toByteArray());
    }

    @Test
    void warnsWithoutHavingRefusedAnything() throws Exception {
        byte[] response = OtlpAnswers.response(Signal.TRACES, Encoding.PROTOBUF, 0, MESSAGE);

        var spans = ExportTraceServiceResponse.parseFrom(response).getPartialSuccess();
        assertThat(spans.getRejectedSpans()).isZero();
        assertThat(spans.getErrorMessage()).isEqualTo(MESSAGE);
        assertThat(json(OtlpAnswers.response(Signal.TRACES, Encoding.JSON, 0, "careful")))
                .isEqualTo("{\"partialSuccess\":{\"errorMessage\":\"careful\"}}");
    }

    @ParameterizedTest
    @CsvSource({"LOGS,rejectedLogRecords", "TRACES,rejectedSpans", "METRICS,rejectedDataPoints"})
    void namesWhatWasRefusedInJson(Signal signal, String field) {
        assertThat(json(OtlpAnswers.response(signal, Encoding.JSON, 7, MESSAGE)))
                .isEqualTo("{\"partialSuccess\":{\"" + field + "\":\"7\",\"errorMessage\":\"2 refused: \\\"é\\\"\"}}");
    }

    @ParameterizedTest
    @CsvSource({
        "400,INVALID_ARGUMENT,false",
        "404,NOT_FOUND,false",
        "405,UNIMPLEMENTED,false",
        "408,DEADLINE_EXCEEDED,false",
        "413,RESOURCE_EXHAUSTED,false",
        "415,INVALID_ARGUMENT,false",
        "429,RESOURCE_EXHAUSTED,true",
        "500,INTERNAL,false",
        "503,UNAVAILABLE,true",
    })
    void tellsWhenToComeAgainOnlyWhereThatHelps(int httpStatus, Code code, boolean retry) throws Exception {
        Status status = OtlpAnswers.status(httpStatus, MESSAGE, 3);

        assertThat(Status.parseFrom(OtlpAnswers.encode(status, Encoding.PROTOBUF)))
                .isEqualTo(status);
        assertThat(status.getCode()).isEqualTo(code.getNumber());
        assertThat(status.getMessage()).isEqualTo(MESSAGE);
        assertThat(status.getDetailsCount()).isEqualTo(retry ? 1 : 0);
        String details = "";
        if (retry) {
            RetryInfo info = status.getDetails(0).unpack(RetryInfo.class);
            assertThat(info.getRetryDelay().getSeconds()).isEqualTo(3);
            details = ",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"3s\"}]";
        }
        assertThat(json(OtlpAnswers.encode(status, Encoding.JSON)))
                .isEqualTo("{\"code\":" + code.getNumber() + ",\"message\":\"2 refused: \\\"é\\\"\"" + details + "}");
    }

    @Test
    void keepsMessagesShortEnoughForTrailers() {
        assertThat(OtlpAnswers.status(400, "x".repeat(100_000), 0).getMessage()).hasSize(1010);
    }

    private static String json(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
