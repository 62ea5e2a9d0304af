package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sources.auth.AuthSettings;
import io.adxflow.sources.auth.Authentication;
import io.adxflow.sources.connections.Networks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngestSettingsTest {

    @Test
    void hasDefaults() {
        assertThat(IngestSettings.from(new Configuration()))
                .isEqualTo(new IngestSettings(
                        new IngestAddress("127.0.0.1", 9201),
                        new IngestAddress("127.0.0.1", 4318),
                        new IngestAddress("127.0.0.1", 4317),
                        2,
                        128 << 20,
                        503,
                        Duration.ofSeconds(1),
                        8192,
                        16 << 20,
                        128 << 20,
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(6),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(30),
                        Duration.ofSeconds(30),
                        32768,
                        new SenderLimits(Duration.ofSeconds(10), 2048, Networks.NONE, CorsOrigins.parse(List.of())),
                        new TrustSettings(
                                Authentication.NONE, new AuthSettings(Duration.ofMinutes(10), 60, null), null)));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9201,127.0.0.1:9201,127.0.0.1",
        "localhost:0,localhost:0,localhost",
        ":9201,:9201,''",
        "[::1]:9201,[::1]:9201,::1",
    })
    void readsAddresses(String value, String address, String host) {
        IngestSettings settings = IngestSettings.from(config("ingest.http", value));

        assertThat(settings.address()).isEqualTo(address);
        assertThat(settings.http().host()).isEqualTo(host);
    }

    @Test
    void turnsOtlpListenersOff() {
        assertThat(IngestSettings.from(config("ingest.otlp-http", "off")).otlpHttp())
                .isNull();
        assertThat(IngestSettings.from(config("ingest.otlp-grpc", " OFF ")).otlpGrpc())
                .isNull();
    }

    @Test
    void anAddressInTheTaskManagersConfigurationWins() {
        IngestSettings submitted = IngestSettings.from(config("ingest.http", ":9201"));

        IngestSettings here = submitted.onTaskManager(config("adxflow.ingest.http", "10.0.0.7:9301"));

        assertThat(here.address()).isEqualTo("10.0.0.7:9301");
        assertThat(here.linger()).isEqualTo(submitted.linger());
        assertThat(submitted.onTaskManager(new Configuration())).isEqualTo(submitted);
        assertThatThrownBy(() -> submitted.onTaskManager(config("adxflow.ingest.http", "9301")))
                .hasMessageContaining("ingest.http");
    }

    @ParameterizedTest
    @CsvSource({
        "ingest.http,9201",
        "ingest.http,host:",
        "ingest.http,host:x",
        "ingest.http,host:65536",
        "ingest.http,::1:9201",
        "ingest.http,off",
        "ingest.otlp-http,4318",
        "ingest.otlp-grpc,none",
        "ingest.grpc-connection-age,10 ms",
        "ingest.threads,0",
        "ingest.inflight-bytes,1 mb",
        "ingest.overload-status,500",
        "ingest.retry-after,10 ms",
        "ingest.max-connections,0",
        "ingest.max-body-size,0 bytes",
        "ingest.max-decompressed-size,2 gb",
        "ingest.max-connections-per-address,0",
        "ingest.header-timeout,0 ms",
        "ingest.body-timeout,0 ms",
        "ingest.idle-timeout,0 ms",
        "ingest.write-timeout,0 ms",
        "ingest.retry-memory,0",
    })
    void namesKeyAndValueOfWhatIsOutOfRange(String key, String value) {
        assertThatThrownBy(() -> IngestSettings.from(config(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + ": " + value);
    }

    @Test
    void namesKeyAndValueOfWhatIsNoNetworkOrOrigin() {
        assertThatThrownBy(() -> IngestSettings.from(config("ingest.load-balancers", "10.0.0.0/8;lb.example")))
                .hasMessageStartingWith("ingest.load-balancers: 'lb.example' is not a network");
        assertThatThrownBy(() -> IngestSettings.from(config("ingest.cors-origins", "shop.example")))
                .hasMessageStartingWith("ingest.cors-origins: 'shop.example' is not an origin");
    }

    private static Configuration config(String key, String value) {
        return Configuration.fromMap(Map.of(key, value));
    }
}
