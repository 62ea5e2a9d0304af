package io.adxflow.sinks.eventhubs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import io.adxflow.sinks.eventhubs.Steps.Step;
import io.adxflow.sinks.kafka.KafkaProxy.Api;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What holds without transactions, and how a destination signs in. */
class IdempotentHubITCase extends HubTestBase {

    @Test
    void aCommitAgainSendsNothingAndReadsNothing() throws Exception {
        SealedBatch batch = batches.metrics("Cpu", 20);
        commit(open(), batch);
        open().commit(batch, batches.gone(batch));
        assertThat(committed()).containsExactlyInAnyOrderElementsOf(names(batch));
    }

    @Test
    void aProcessThatDiesDoublesABatchOnlyBetweenItsEventsAndItsMarkerAndThenByNameAndByte() throws Exception {
        Map<Step, Integer> copies = Map.of(Step.BEFORE_EVENTS, 1, Step.AFTER_EVENTS, 2, Step.AFTER_MARKER, 1);
        for (Map.Entry<Step, Integer> each : copies.entrySet()) {
            SealedBatch batch = batches.metrics("Cpu", 20);
            EventHubsDestination dying = open(at -> {
                if (at == each.getKey()) {
                    throw new Died();
                }
            });
            assertThatThrownBy(() -> commit(dying, batch)).hasRootCauseInstanceOf(Died.class);
            commit(open(), batch);
            Map<String, List<String>> byName = new HashMap<>();
            broker.committed(topic).stream()
                    .filter(event -> header(event, "adxflow-batch").equals(batch.batchId()))
                    .forEach(event -> byName.computeIfAbsent(name(event), any -> new ArrayList<>())
                            .add(new String(event.value(), UTF_8)));
            assertThat(byName.keySet()).as(each.getKey().name()).isEqualTo(Set.copyOf(names(batch)));
            assertThat(byName.values())
                    .as(each.getKey().name())
                    .allMatch(values -> values.size() == each.getValue()
                            && Set.copyOf(values).size() == 1);
        }
    }

    @Test
    void lostAnswersAreTheProducersToRepeatAndDoubleNothing() throws Exception {
        SealedBatch first = batches.metrics("Cpu", 20);
        EventHubsDestination destination = open();
        broker.proxy().loseAnswers(Api.PRODUCE, 2);
        commit(destination, first);
        assertThat(broker.proxy().lost(Api.PRODUCE)).isEqualTo(2);

        SealedBatch second = batches.metrics("Cpu", 20);
        broker.proxy().loseAnswers(Api.OFFSET_COMMIT, 1);
        commit(destination, second);
        assertThat(broker.proxy().lost(Api.OFFSET_COMMIT)).isEqualTo(1);
        assertThat(committed()).containsExactlyInAnyOrderElementsOf(names(first, second));
    }

    @Test
    void aHubThatThrottlesGetsTheBatchOnceInItsTime() throws Exception {
        // The broker answers with a time for which the client is to be silent, and reads nothing of it until then.
        ClientQuotaEntity client = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, topic));
        broker.admin()
                .alterClientQuotas(List.of(new ClientQuotaAlteration(
                        client, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 100_000.0)))))
                .all()
                .get();
        SealedBatch batch = batches.metrics("throttled", "Cpu", 1_000, 150);
        commit(open(), batch);
        assertThat(committed()).containsExactlyInAnyOrderElementsOf(names(batch));
    }

    @Test
    void aHubThatIsNotThereIsForSomebodyToMake() throws Exception {
        String missing = topic + "-missing";
        EventHubsDestination destination = open("hub", missing);
        assertThat(destination.diagnose(List.of()))
                .hasSize(2)
                .first()
                .asString()
                .contains("Create the hub");
    }

    @Test
    void aConnectionStringSignsInAndOneThatIsNotTheHubsIsSaidSoWithoutIt() throws Exception {
        Path file = folder.resolve("string");
        Files.writeString(file, broker.connectionString());
        EventHubsDestination destination = open("bootstrap-servers", "", "connection-string-file", file.toString());
        SealedBatch batch = batches.metrics("Cpu", 20);
        commit(destination, batch);
        assertThat(destination.diagnose(List.of())).isEmpty();

        Files.writeString(file, broker.connectionString().replace("c2VjcmV0LWtleQ==", "b2xkLWtleQ=="));
        EventHubsDestination other = open("bootstrap-servers", "", "connection-string-file", file.toString());
        SealedBatch refused = batches.metrics("Cpu", 20);
        assertThat(fails(other, refused, FailureKind.CONFIGURATION))
                .contains("connection string")
                .doesNotContain("b2xkLWtleQ");

        Files.writeString(file, broker.connectionString());
        commit(other, refused);
        assertThat(committed()).containsExactlyInAnyOrderElementsOf(names(batch, refused));
    }

    @Test
    void tokensOfEntraSignInAndExpiredOnesAreSaidSo() throws Exception {
        HubSettings settings = settings("bootstrap-servers", broker.saslServers());
        List<String> scopes = new ArrayList<>();
        OffsetDateTime[] expires = {OffsetDateTime.now().minusMinutes(5)};
        HubClients clients = new HubClients(settings, request -> {
            scopes.addAll(request.getScopes());
            return Mono.fromSupplier(() -> token(expires[0]));
        });
        try (EventHubsDestination destination = new EventHubsDestination(settings, clients, Steps.none())) {
            SealedBatch batch = batches.metrics("Cpu", 20);
            fails(destination, batch, FailureKind.CONFIGURATION);
            expires[0] = OffsetDateTime.now().plusMinutes(5);
            commit(destination, batch);
            assertThat(committed()).containsExactlyInAnyOrderElementsOf(names(batch));
            assertThat(scopes).contains("https://127.0.0.1/.default");
        }
    }

    @Test
    void aRightThatIsRevokedIsNamed() throws Exception {
        Path file = folder.resolve("string");
        Files.writeString(file, broker.connectionString());
        broker.admin()
                .createAcls(List.of(new AclBinding(
                        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                        new AccessControlEntry(
                                "User:$ConnectionString", "*", AclOperation.WRITE, AclPermissionType.DENY))))
                .all()
                .get();
        EventHubsDestination destination = open("bootstrap-servers", "", "connection-string-file", file.toString());
        assertThat(fails(destination, batches.metrics("Cpu", 2), FailureKind.CONFIGURATION))
                .contains("allow Write and Describe on topic " + topic);
    }

    @Test
    void aBatchThatCannotBeReadIsNobodyElsesFault() throws Exception {
        SealedBatch batch = batches.of("T", "A:string,B:string", 1, "a\n");
        EventHubsDestination destination = open();
        fails(destination, batch, FailureKind.PERMANENT);
        assertThat(destination.scope(new IllegalArgumentException("row"))).isEqualTo(FailureScope.TABLE);
        assertThat(destination.scope(new AzureFailure(FailureKind.TRANSIENT, "x", false)))
                .isEqualTo(FailureScope.DESTINATION);
    }

    /** As brokers in development take it: without a signature (RFC 7519, 6). */
    private static AccessToken token(OffsetDateTime expires) {
        String header = encoded("{\"alg\":\"none\"}");
        String claims = encoded("{\"sub\":\"adxflow\",\"iat\":" + (expires.toEpochSecond() - 600) + ",\"exp\":"
                + expires.toEpochSecond() + "}");
        return new AccessToken(header + "." + claims + ".", expires);
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
    }
}
