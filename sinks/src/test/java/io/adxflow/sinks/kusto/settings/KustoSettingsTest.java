package io.adxflow.sinks.kusto.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sinks.azure.AuthMethod;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.kusto.settings.KustoSettings.Mode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KustoSettingsTest {
    @Test
    void anEndpointOnThisHostIsEnough() {
        KustoSettings settings = settings("endpoint", "http://localhost:8080/");
        assertThat(settings.endpoint()).isEqualTo("http://localhost:8080");
        assertThat(settings.ingestEndpoint()).isEqualTo("http://localhost:8080");
        assertThat(settings.identity().method()).isEqualTo(AuthMethod.NONE);
        assertThat(settings.mode()).isEqualTo(Mode.QUEUED);
        assertThat(settings.tagMinBytes()).isEqualTo(64L << 20);
        assertThat(settings.blockBytes()).isEqualTo(4 << 20);
        assertThat(settings.stagingContainer()).isNull();
        assertThat(settings.blobRetention()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.createTables()).isTrue();
        assertThat(settings.policies().retention()).isNull();
        assertThat(settings("endpoint", "http://127.0.0.1:1").ingestEndpoint()).isEqualTo("http://127.0.0.1:1");
        assertThat(settings("endpoint", "http://[::1]:1").ingestEndpoint()).isEqualTo("http://[::1]:1");
    }

    @Test
    void theIngestionEndpointFollowsFromTheEngines() {
        assertThat(settings("endpoint", "https://c.westeurope.kusto.windows.net", "auth", "workload-identity")
                        .ingestEndpoint())
                .isEqualTo("https://ingest-c.westeurope.kusto.windows.net");
        assertThat(settings("endpoint", "https://c", "auth", "azure-cli", "ingest-endpoint", "https://other")
                        .ingestEndpoint())
                .isEqualTo("https://other");
    }

    @Test
    void readsEverything() {
        KustoSettings settings = settings(
                "endpoint", "https://c",
                "auth", "client-secret",
                "tenant-id", "t",
                "client-id", "i",
                "client-secret-env", "SECRET",
                "authority", "https://login.example",
                "mode", "direct",
                "tag-min-size", "0",
                "staging-container", "https://s.blob.core.windows.net/staged",
                "staging-sas-env", "SAS",
                "staging-reader", "oid",
                "blob-retention", "3d",
                "block-size", "8mb",
                "parallel-blocks", "6",
                "max-concurrent-ingestions", "12",
                "create-tables", "false",
                "retention", "30d",
                "hot-cache", "2d",
                "batching-max-time", "1min",
                "batching-max-items", "100",
                "batching-max-size", "512mb");
        assertThat(settings.mode()).isEqualTo(Mode.DIRECT);
        assertThat(settings.identity().secretEnv()).isEqualTo("SECRET");
        assertThat(settings.stagingReader()).isEqualTo("oid");
        assertThat(settings.blocksInFlight()).isEqualTo(6);
        assertThat(settings.policies())
                .isEqualTo(new KustoSettings.Policies(
                        Duration.ofDays(30), Duration.ofDays(2), Duration.ofMinutes(1), 100, 512));
    }

    @Test
    void tagsFromItsSizeOnAndAlwaysInDirectMode() {
        KustoSettings queued = settings("endpoint", "http://localhost", "tag-min-size", "1kb");
        assertThat(queued.tags(1_023)).isFalse();
        assertThat(queued.tags(1_024)).isTrue();
        assertThat(settings("endpoint", "http://localhost", "mode", "direct").tags(1))
                .isTrue();
    }

    @Test
    void listsEveryProblemByTheNameOfItsOption() {
        assertThat(problems()).singleElement().asString().startsWith("endpoint:");
        assertThat(problems("endpoint", "https://c")).singleElement().asString().startsWith("auth:");
        assertThat(problems("endpoint", "http://far.example")).anyMatch(problem -> problem.startsWith("endpoint:"));
        assertThat(problems("endpoint", "http://localhost", "auth", "azure-cli"))
                .singleElement()
                .asString()
                .startsWith("auth:");
        assertThat(problems(
                        "endpoint", "https://c",
                        "auth", "client-secret",
                        "mode", "fast",
                        "block-size", "1kb",
                        "parallel-blocks", "many",
                        "blob-retention", "long",
                        "create-tables", "yes",
                        "staging-sas-env", "X",
                        "endpiont", "x",
                        "retention", " "))
                .extracting(problem -> problem.substring(0, problem.indexOf(':')))
                .containsExactlyInAnyOrder(
                        "endpiont",
                        "retention",
                        "staging-sas-env",
                        "tenant-id",
                        "client-id",
                        "client-secret-env",
                        "mode",
                        "block-size",
                        "parallel-blocks",
                        "blob-retention",
                        "create-tables");
        assertThatThrownBy(() -> settings("mode", "fast")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsHowVerdictsAreLookedFor() {
        assertThat(settings("endpoint", "http://localhost:1").confirm())
                .isEqualTo(new KustoSettings.Confirm(Duration.ofSeconds(10), Duration.ofMinutes(30), 20));
        assertThat(settings(
                                "endpoint",
                                "http://localhost:1",
                                "confirm-interval",
                                "1s",
                                "confirm-timeout",
                                "2h",
                                "confirm-attempts",
                                "3")
                        .confirm())
                .isEqualTo(new KustoSettings.Confirm(Duration.ofSeconds(1), Duration.ofHours(2), 3));
        assertThat(problems(
                        "endpoint", "http://localhost:1",
                        "confirm-interval", "0s",
                        "confirm-timeout", "soon",
                        "confirm-attempts", "0"))
                .extracting(problem -> problem.substring(0, problem.indexOf(':')))
                .containsExactly("confirm-interval", "confirm-timeout", "confirm-attempts");
    }

    @Test
    void doesNotRepeatASecretThatWasPutIntoAUrl() {
        assertThat(problems("endpoint", "http://localhost", "staging-container", "https://s/c?sig=abc"))
                .singleElement()
                .asString()
                .startsWith("staging-container:")
                .doesNotContain("abc");
    }

    private static KustoSettings settings(String... keysAndValues) {
        return new KustoSettingsParser(moniker(keysAndValues)).settings();
    }

    private static List<String> problems(String... keysAndValues) {
        return new KustoSettingsParser(moniker(keysAndValues)).problems();
    }

    private static MonikerSpec moniker(String... keysAndValues) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new MonikerSpec("adx", "kusto", options);
    }
}
