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
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
            assertCopies(each.getValue(), batch);
        }
    }

    @Test
    void lostAnswersAreTheProducersToRepeatAndDoubleNothing() throws Exception {
        SealedBatch first = batches.metrics("Cpu", 20);
        EventHubsDestination destination = open();
        broker.proxy().loseAnswers(Api.PRODUCE, 2);
        commit(destination, first);
        assertThat(broker.proxy().lost(Api.PRODUCE)).isEqualTo(2);

        List<SealedBatch> all = new ArrayList<>(List.of(first));
        for (Api api : List.of(Api.OFFSET_COMMIT, Api.OFFSET_FETCH, Api.FIND_COORDINATOR, Api.METADATA)) {
            SealedBatch batch = batches.metrics("Cpu", 20);
            all.add(batch);
            broker.proxy().loseAnswers(api, 1);
            commit(api == Api.OFFSET_COMMIT ? destination : open(), batch);
            assertThat(broker.proxy().lost(api)).as(api.name()).isEqualTo(1);
        }
        assertThat(committed()).containsExactlyInAnyOrderElementsOf(names(all.toArray(SealedBatch[]::new)));
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

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void aConnectionStringSignsInAndOneThatIsNotTheHubsIsSaidSoWithoutIt(String transactions) throws Exception {
        Path file = folder.resolve("string");
        Files.writeString(file, broker.connectionString());
        EventHubsDestination destination = open(signedIn(file, transactions));
        SealedBatch batch = batches.metrics("Cpu", 20);
        commit(destination, batch);
        assertThat(destination.diagnose(List.of())).isEmpty();

        Files.writeString(file, broker.connectionString().replace("c2VjcmV0LWtleQ==", "b2xkLWtleQ=="));
        EventHubsDestination other = open(signedIn(file, transactions));
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

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void aRightThatIsRevokedIsNamedAndTheBatchIsThereOnceWhenItIsGivenBack(String transactions) throws Exception {
        Path file = folder.resolve("string");
        Files.writeString(file, broker.connectionString());
        AclBinding denied = new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntry("User:$ConnectionString", "*", AclOperation.WRITE, AclPermissionType.DENY));
        broker.admin().createAcls(List.of(denied)).all().get();
        EventHubsDestination destination = open(signedIn(file, transactions));
        SealedBatch batch = batches.metrics("Cpu", 2);
        assertThat(fails(destination, batch, FailureKind.CONFIGURATION))
                .contains("allow Write and Describe on topic " + topic);
        broker.admin().deleteAcls(List.of(denied.toFilter())).all().get();
        commit(destination, batch);
        assertCopies(1, batch);
    }

    private static String[] signedIn(Path connectionString, String transactions) {
        return new String[] {
            "bootstrap-servers", "", "connection-string-file", connectionString.toString(), "transactions", transactions
        };
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
