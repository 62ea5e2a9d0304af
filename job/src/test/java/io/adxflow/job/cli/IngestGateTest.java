package io.adxflow.job.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.job.config.ConfigSources;
import io.adxflow.job.config.PipelineConfigLoader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngestGateTest {
    @ParameterizedTest
    @CsvSource({
        "ingest.http,--http HOST:PORT",
        "ingest.otlp-http,--otlp-http off",
        "ingest.otlp-grpc,--otlp-grpc off",
    })
    void saysHowToGetAroundAPortThatIsTaken(String key, String advice) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<String> assignments =
                    new ArrayList<>(List.of("ingest.http=127.0.0.1:0", "ingest.otlp-http=off", "ingest.otlp-grpc=off"));
            assignments.add(key + "=127.0.0.1:" + other.getLocalPort());
            var config =
                    PipelineConfigLoader.load(new ConfigSources(List.of(), null, Map.of(), assignments, List.of()));

            assertThatThrownBy(() -> IngestGate.open(config))
                    .isInstanceOf(CliException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + other.getLocalPort() + " (" + key + ")")
                    .hasMessageContaining(advice)
                    .hasMessageContaining("the key " + key);
        }
    }
}
