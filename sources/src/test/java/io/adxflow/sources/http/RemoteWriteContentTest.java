package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sources.wire.WireFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteWriteContentTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-protobuf",
                "Application/X-Protobuf",
                "application/x-protobuf;proto=prometheus.WriteRequest",
                "application/x-protobuf; charset=utf-8; Proto=\"prometheus.WriteRequest\"",
            })
    void takesVersionOne(String contentType) throws Exception {
        assertThat(RemoteWriteContent.negotiate(contentType, "snappy")).isEqualTo(WireFormat.REMOTE_WRITE_1);
    }

    @Test
    void takesVersionOneWithoutAnyHeader() throws Exception {
        assertThat(RemoteWriteContent.negotiate(null, null)).isEqualTo(WireFormat.REMOTE_WRITE_1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-protobuf;proto=io.prometheus.write.v2.Request",
                "application/x-protobuf ; proto=io.prometheus.write.v2.Request ",
            })
    void takesVersionTwo(String contentType) throws Exception {
        assertThat(RemoteWriteContent.negotiate(contentType, "Snappy")).isEqualTo(WireFormat.REMOTE_WRITE_2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "",
                ";",
                "application/x-protobuf2",
                "application/x-protobuf;proto=",
                "application/x-protobuf;proto=io.prometheus.write.v3.Request",
            })
    void refusesAnyOtherType(String contentType) {
        assertThatThrownBy(() -> RemoteWriteContent.negotiate(contentType, "snappy"))
                .isInstanceOf(UnsupportedContentException.class)
                .hasMessageContaining("io.prometheus.write.v2.Request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "identity", "", "snappy, gzip"})
    void refusesAnyOtherEncoding(String encoding) {
        assertThatThrownBy(() -> RemoteWriteContent.negotiate("application/x-protobuf", encoding))
                .isInstanceOf(UnsupportedContentException.class)
                .hasMessageContaining("expected: snappy");
    }
}
