package io.adxflow.sinks.kusto.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.identity.CredentialUnavailableException;
import com.microsoft.azure.kusto.data.exceptions.DataServiceException;
import com.microsoft.azure.kusto.data.exceptions.ThrottleException;
import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.azure.AzureHttp;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void whatMayPassIsTransient() {
        for (Throwable thrown : List.of(
                new ConnectException("refused"),
                new IOException("reset"),
                new TimeoutException("late"),
                new UnknownHostException("c.example"),
                new RuntimeException(new IOException("reset")))) {
            assertThat(Failures.of(Step.STAGING, thrown).kind())
                    .as(thrown.toString())
                    .isEqualTo(FailureKind.TRANSIENT);
        }
    }

    @Test
    void whatSomebodyMustRepairIsConfiguration() {
        assertThat(Failures.of(Step.ENGINE, new SSLHandshakeException("bad certificate"))
                        .kind())
                .isEqualTo(FailureKind.CONFIGURATION);
        AzureFailure token = Failures.of(Step.ENGINE, new CredentialUnavailableException("no az"));
        assertThat(token.kind()).isEqualTo(FailureKind.CONFIGURATION);
        assertThat(token).hasToString(token.getMessage()).hasMessageContaining("auth");
    }

    @Test
    void tellsADatabasesFailureFromTheClusters() {
        assertThat(Failures.of(Step.ENGINE, new CredentialUnavailableException("no az"))
                        .scope())
                .isEqualTo(FailureScope.DESTINATION);
        assertThat(Failures.of(Step.ENGINE, new IOException("reset")).scope()).isEqualTo(FailureScope.DESTINATION);
        AzureFailure unknown = Failures.of(
                Step.ENGINE, new DataServiceException("c", "Entity ID 'Gone' of kind 'Database' was not found.", true));
        assertThat(unknown.scope()).isEqualTo(FailureScope.DATABASE);
        assertThat(unknown.kind()).isEqualTo(FailureKind.CONFIGURATION);
        assertThat(unknown).hasMessageContaining("Create the database");
    }

    @Test
    void throttlingIsToldFromOtherFailures() {
        assertThat(Failures.of(Step.ENGINE, new ThrottleException("https://c/v1"))
                        .throttled())
                .isTrue();
        assertThat(Failures.of(Step.ENGINE, new IOException("reset")).throttled())
                .isFalse();
    }

    @Test
    void secretsAreTakenOut() {
        AzureFailure failure = Failures.of(
                Step.QUEUE,
                new IOException(
                        "POST https://s.queue.core.windows.net/q?sv=2024&sig=abc failed, Bearer eyJ0.a-b_c=, sig=abc"));
        assertThat(failure.getMessage())
                .contains("https://s.queue.core.windows.net/q?...")
                .doesNotContain("abc")
                .doesNotContain("eyJ0");
        assertThat(failure.getCause()).isNull();
        assertThat(new Resource("https://s/c", "sig=abc")).hasToString("https://s/c");
    }

    @Test
    void readsEachFormOfRetryAfter() {
        long now = 1_767_323_045_000L;
        assertThat(AzureHttp.retryAfter(null, null, now)).isZero();
        assertThat(AzureHttp.retryAfter(null, "30", now)).isEqualTo(30_000);
        assertThat(AzureHttp.retryAfter("250", "30", now)).isEqualTo(250);
        assertThat(AzureHttp.retryAfter(null, "Fri, 02 Jan 2026 03:04:35 GMT", now))
                .isEqualTo(30_000);
        assertThat(AzureHttp.retryAfter(null, "Fri, 02 Jan 2026 03:04:00 GMT", now))
                .isZero();
        assertThat(AzureHttp.retryAfter(null, "soon", now)).isZero();
    }

    @Test
    void batchesAreSpreadOverPlacesAndStayWhenAnotherComes() {
        List<String> places = new ArrayList<>(List.of("a", "b", "c", "d"));
        Map<String, Integer> first = new HashMap<>();
        Map<String, String> before = new HashMap<>();
        for (int i = 0; i < 4_000; i++) {
            String home = BatchOrder.of("batch-" + i, places, place -> place).get(0);
            first.merge(home, 1, Integer::sum);
            before.put("batch-" + i, home);
        }
        assertThat(first.values()).allSatisfy(count -> assertThat(count).isBetween(800, 1_200));
        places.add("e");
        long moved = before.entrySet().stream()
                .filter(entry -> {
                    String home = BatchOrder.of(entry.getKey(), places, place -> place)
                            .get(0);
                    return !home.equals(entry.getValue()) && !home.equals("e");
                })
                .count();
        assertThat(moved).isZero();
    }
}
