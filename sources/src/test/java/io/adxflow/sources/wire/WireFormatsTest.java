package io.adxflow.sources.wire;

import static io.adxflow.sources.wire.WireFormat.REMOTE_WRITE_1;
import static io.adxflow.sources.wire.WireFormat.REMOTE_WRITE_2;
import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.WireFormats.Accepted;
import io.adxflow.sources.wire.WireFormats.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireFormatsTest {
    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "application/x-protobuf",
                " Application/X-Protobuf ",
                "application/x-protobuf;",
                "application/x-protobuf;proto=prometheus.WriteRequest",
                "application/x-protobuf ; Proto=\"prometheus.WriteRequest\"",
                "application/x-protobuf; charset=utf-8; q=\"a;b\\\"c\"",
            })
    void readsAsRemoteWrite1(String contentType) {
        assertThat(WireFormats.negotiate(contentType, "snappy")).isEqualTo(new Accepted(REMOTE_WRITE_1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-protobuf;proto=io.prometheus.write.v2.Request",
                "APPLICATION/x-protobuf;\tPROTO=\"io.prometheus.write.v2.Request\" ",
                "application/x-protobuf;charset=utf-8;proto=io.prometheus.write.v2.Request",
                "application/x-protobuf;proto=io.prometheus.write.v2.Request;proto=io.prometheus.write.v2.Request",
            })
    void readsAsRemoteWrite2(String contentType) {
        assertThat(WireFormats.negotiate(contentType, "snappy")).isEqualTo(new Accepted(REMOTE_WRITE_2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/x-protobuffer",
                "application",
                "/",
                ";proto=prometheus.WriteRequest",
                "application/x-protobuf;proto",
                "application/x-protobuf;proto=",
                "application/x-protobuf;proto =prometheus.WriteRequest",
                "application/x-protobuf;proto=io.prometheus.write.v3.Request",
                "application/x-protobuf;proto=IO.prometheus.write.v2.Request",
                "application/x-protobuf;proto=\"io.prometheus.write.v2.Request",
                "application/x-protobuf;proto=prometheus.WriteRequest;proto=io.prometheus.write.v2.Request",
                "application/x-protobuf, application/json",
            })
    void refusesOtherTypesAndSaysWhatIsAccepted(String contentType) {
        assertThat(WireFormats.negotiate(contentType, "snappy"))
                .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.message())
                        .contains("Content-Type: " + contentType)
                        .contains("application/x-protobuf;proto=io.prometheus.write.v2.Request")
                        .contains("application/x-protobuf;proto=prometheus.WriteRequest"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "snappy", " Snappy "})
    void takesSnappyForGranted(String contentEncoding) {
        assertThat(WireFormats.negotiate(null, contentEncoding)).isEqualTo(new Accepted(REMOTE_WRITE_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "identity", "snappy, gzip", "x-snappy-framed"})
    void refusesOtherEncodings(String contentEncoding) {
        assertThat(WireFormats.negotiate(null, contentEncoding))
                .isEqualTo(
                        new Refused("Content-Encoding: " + contentEncoding + " (expected: snappy, in block format)"));
    }

    @ParameterizedTest
    @CsvSource({
        "application/x-protobuf,,OTLP_TRACES",
        "application/x-protobuf,identity,OTLP_TRACES",
        "Application/X-Protobuf; q=1,none,OTLP_TRACES",
        "application/x-protobuf,gzip,OTLP_TRACES_GZIP",
        "application/x-protobuf,X-GZIP,OTLP_TRACES_GZIP",
        "application/x-protobuf,zstd,OTLP_TRACES_ZSTD",
        "application/json,' ',OTLP_TRACES_JSON",
        "application/json; charset=utf-8,gzip,OTLP_TRACES_JSON_GZIP",
        "application/json,zstd,OTLP_TRACES_JSON_ZSTD",
        "application/x-protobuf,deflate,OTLP_TRACES_ZLIB",
        "application/x-protobuf,zlib,OTLP_TRACES_ZLIB",
        "application/x-protobuf,snappy,OTLP_TRACES_SNAPPY",
        "application/json,x-snappy-framed,OTLP_TRACES_JSON_SNAPPY",
        "application/json,LZ4,OTLP_TRACES_JSON_LZ4",
    })
    void readsOtlp(String contentType, String contentEncoding, WireFormat format) {
        assertThat(WireFormats.negotiateOtlp(Signal.TRACES, contentType, contentEncoding))
                .isEqualTo(new Accepted(format));
    }

    @ParameterizedTest
    @CsvSource({
        ",,Content-Type: none",
        "text/plain,,Content-Type: text/plain",
        "application/protobuf,gzip,Content-Type: application/protobuf",
        "application/json,br,Content-Encoding: br",
        "application/x-protobuf,'gzip, gzip','Content-Encoding: gzip, gzip'",
        "application/x-protobuf,compress,Content-Encoding: compress",
    })
    void refusesWhatOtlpDoesNotHave(String contentType, String contentEncoding, String message) {
        assertThat(WireFormats.negotiateOtlp(Signal.LOGS, contentType, contentEncoding))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.message()).startsWith(message + " (expected: "));
    }

    @Test
    void aRefusalEchoesNothingHarmful() {
        assertThat(WireFormats.negotiate("text/\r\nhtml" + "x".repeat(1000), null))
                .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.message())
                        .hasSizeLessThan(400)
                        .matches("[ -~]*"));
    }
}
