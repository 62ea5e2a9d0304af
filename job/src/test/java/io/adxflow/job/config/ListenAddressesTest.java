package io.adxflow.job.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenAddressesTest {
    @ParameterizedTest
    @CsvSource({
        "ingest.otlp-http,127.0.0.1:9201,ingest.http",
        "ingest.otlp-grpc,0.0.0.0:9201,ingest.http",
        "ingest.otlp-grpc,':4318',ingest.otlp-http",
        "ops.http,127.0.0.1:4317,ingest.otlp-grpc",
        "ui.http,[::]:9202,ops.http",
    })
    void findsTwoListenersOnOnePort(String key, String address, String other) {
        assertThatThrownBy(() -> load(key + "=" + address))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key + ": " + address + " (expected: another port than that of " + other + ")");
    }

    @Test
    void mindsNeitherFreePortsNorWhatIsOffNorOtherInterfaces() {
        assertThatCode(() -> load(
                        "ingest.http=127.0.0.1:0",
                        "ingest.otlp-http=127.0.0.1:0",
                        "ingest.otlp-grpc=off",
                        "ops.http=127.0.0.1:9300",
                        "ui.http=127.0.0.2:9300"))
                .doesNotThrowAnyException();
    }

    private static void load(String... assignments) throws ConfigException {
        PipelineConfigLoader.load(new ConfigSources(List.of(), null, Map.of(), List.of(assignments), List.of()));
    }
}
