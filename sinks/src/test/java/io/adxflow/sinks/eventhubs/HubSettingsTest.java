package io.adxflow.sinks.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sinks.delivery.MonikerSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HubSettingsTest {

    @Test
    void aNamespaceIsReachedAtKafkasPort() {
        HubSettings settings = new HubSettingsParser(
                        moniker("hub", "h", "namespace", "n.servicebus.windows.net", "auth", "managed-identity"))
                .settings();
        assertThat(settings.servers()).isEqualTo("n.servicebus.windows.net:9093");
        assertThat(settings.maxRequestBytes()).isEqualTo(1_046_528);
        assertThat(settings.transactions()).isFalse();
        assertThat(settings.name()).isEqualTo("adxflow-m");
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThat(problems(
                        "hub", "a b",
                        "bootstrap-servers", "host",
                        "namespace", "n.servicebus.windows.net",
                        "format", "avro",
                        "compression", "lz4",
                        "request-timeout", "5s",
                        "transactions", "yes",
                        "connection-string-env", "A",
                        "connection-string-file", "f",
                        "unknown", "1"))
                .hasSize(9);
    }

    @Test
    void somethingMustSayWhereTheHubIs() {
        assertThat(problems("hub", "h")).singleElement().asString().contains("bootstrap-servers: not set");
    }

    @Test
    void aConnectionStringSaysWhereAndShowsNoSecret() throws Exception {
        ConnectionString string = ConnectionString.parse(
                "o", "Endpoint=sb://n.servicebus.windows.net/;SharedAccessKeyName=k;SharedAccessKey=se\"cret=");
        assertThat(string.servers()).isEqualTo("n.servicebus.windows.net:9093");
        assertThat(string.toString()).doesNotContain("cret");
        assertThat(string.jaas()).contains("SharedAccessKey=se\\\"cret=\";");
        assertThat(ConnectionString.parse("o", "Endpoint=sb://localhost;SharedAccessKey=k;UseDevelopmentEmulator=true;")
                        .servers())
                .isEqualTo("localhost:9092");
        assertThatThrownBy(() -> ConnectionString.parse("o", "SharedAccessKey=secret"))
                .hasToString("o: no connection string (expected: Endpoint=sb://<host>/;SharedAccessKeyName=<name>;"
                        + "SharedAccessKey=<key>)");
    }

    @Test
    void aSlotRemembersItsNewestBatches() {
        Markers.Slot slot = new Markers.Slot(0, "");
        for (int i = 0; i <= Markers.REMEMBERED; i++) {
            slot = slot.with("batch-" + i);
        }
        assertThat(slot.count()).isEqualTo(Markers.REMEMBERED + 1);
        assertThat(slot.has("batch-0")).isFalse();
        assertThat(slot.has("batch-1")).isTrue();
        assertThat(slot.has("batch-" + Markers.REMEMBERED)).isTrue();
        assertThat(slot.names().length()).isLessThanOrEqualTo(4096);
    }

    private static List<String> problems(String... options) {
        return new HubSettingsParser(moniker(options)).problems();
    }

    private static MonikerSpec moniker(String... keysAndValues) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new MonikerSpec("m", "eventhubs", options);
    }
}
