package io.adxflow.sinks.cosmos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.cosmos.CosmosAsyncClient;
import com.azure.cosmos.CosmosClientBuilder;
import com.azure.cosmos.models.CosmosBulkOperations;
import com.azure.cosmos.models.CosmosItemOperation;
import com.azure.cosmos.models.PartitionKey;
import com.fasterxml.jackson.databind.JsonNode;
import io.adxflow.emulator.CosmosProcess;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import io.adxflow.sinks.events.Cost;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What a container gets, and what is said when it does not. */
class CosmosDestinationITCase extends CosmosTestBase {
    @Test
    void rowsAreItemsWhoseNamesAreFixedAndACommitAgainReadsNothing() throws Exception {
        SealedBatch batch = batches.metrics("Cpu", 25);
        CosmosDestination destination = open();
        destination.stage(batch, batches.content(batch));
        destination.commit(batch, batches.content(batch));
        open().commit(batch, batches.gone(batch));

        JsonNode item = item(batch, 12, "-8");
        assertThat(item.path("row").path("Value").asDouble()).isEqualTo(12.5);
        assertThat(item.path("row").path("Labels").path("host").asText()).isEqualTo("h1");
        assertThat(item.path("database").asText()).isEqualTo("Metrics");
        assertThat(item.path("table").asText()).isEqualTo("Cpu");
        assertThatAllAreThere(batch);
    }

    @Test
    void whoIsThrottledComesAgainAndWhoIsThrottledForLongSaysUntilWhen() throws Exception {
        SealedBatch batch = batches.metrics("Cpu", 25);
        CosmosDestination destination = open();
        server.throttle(2, 20);
        destination.commit(batch, batches.content(batch));
        assertThat(server.acted()).isEqualTo(2);
        assertThatAllAreThere(batch);

        SealedBatch other = batches.metrics("Cpu", 25);
        server.clear();
        server.throttle(1_000, 4_000);
        assertThatThrownBy(() -> destination.commit(other, batches.content(other)))
                .satisfies(failure -> {
                    assertThat(destination.classify(failure)).isEqualTo(FailureKind.TRANSIENT);
                    assertThat(destination.scope(failure)).isEqualTo(FailureScope.DESTINATION);
                    assertThat(destination.retryAfterMillis(failure)).isEqualTo(4_000);
                })
                .hasToString("container metrics/rows: 429, more request units were asked for than the container has."
                        + " Raise them, or set request-units below what it has");
        server.clear();
        destination.commit(other, batches.content(other));
        assertThatAllAreThere(other);
    }

    @Test
    void lostAnswersAndDeathsLeaveEveryRowOnce() throws Exception {
        SealedBatch batch = batches.metrics("Cpu", 1_200);
        server.loseAnswers(2);
        CosmosDestination destination = open();
        for (int attempt = 0; ; attempt++) {
            try {
                destination.commit(batch, batches.content(batch));
                break;
            } catch (Exception e) {
                assertThat(destination.classify(e)).as(e.toString()).isEqualTo(FailureKind.TRANSIENT);
                assertThat(attempt).isLessThan(5);
                destination = open();
            }
        }
        assertThat(server.acted()).isEqualTo(2);
        assertThatAllAreThere(batch);
    }

    @Test
    void aFirehoseIsRefusedWithWhatToDo() throws Exception {
        CosmosDestination destination = open("max-row-rate", "10");
        for (int i = 0; i < 6; i++) {
            SealedBatch batch = batches.metrics("Cpu", 100);
            destination.stage(batch, batches.content(batch));
            destination.stage(batch, batches.content(batch));
            millis.addAndGet(10_000);
        }
        SealedBatch more = batches.metrics("Cpu", 200);
        assertThatThrownBy(() -> destination.stage(more, batches.content(more)))
                .satisfies(failure -> assertThat(destination.classify(failure)).isEqualTo(FailureKind.CONFIGURATION))
                .hasToString(
                        "max-row-rate: 10 rows per second, and 11 come (over the last minute). Cosmos DB is no place"
                                + " for a firehose: select less by a subscription, or use a kind such as kusto, blob or eventhubs;"
                                + " with enough request units (about 6 a row and second) raise max-row-rate");
        millis.addAndGet(60_000);
        destination.stage(more, batches.content(more));
    }

    @Test
    void whatIsSetUpWronglyIsSaidBeforehand() throws Exception {
        assertThat(open().diagnose(List.of())).isEmpty();
        assertThat(open("container", "wrong").diagnose(List.of()))
                .containsExactly("container wrong: partition key: [/id] (expected: /pk, which cannot be changed later:"
                        + " create another container)");
        assertThat(open("container", "missing").diagnose(List.of()).get(0)).contains("Create database and container");
        server.refuse(401, 100);
        SealedBatch batch = batches.metrics("Cpu", 5);
        CosmosDestination destination = open();
        assertThatThrownBy(() -> destination.commit(batch, batches.content(batch)))
                .satisfies(failure -> assertThat(destination.classify(failure)).isEqualTo(FailureKind.CONFIGURATION))
                .hasToString(
                        "container metrics/rows: 401, A fault of the test, StatusCode: Unauthorized. Check the key or"
                                + " identity, and that it has not expired");
    }

    /** Asserts no figure; run it with {@code -Dsurefire.excludedGroups= -Dgroups=soak}. */
    @Test
    @Tag("soak")
    void whatItCostsIsPrintedBesideAPlainLoopOverTheSdk() throws Exception {
        int rows = 3_000;
        CosmosDestination destination = open();
        CosmosAsyncClient plain = new CosmosClientBuilder()
                .endpoint(server.endpoint())
                .key(CosmosProcess.KEY)
                .gatewayMode()
                .contentResponseOnWriteEnabled(false)
                .buildAsyncClient();
        for (int round = 0; round < 4; round++) {
            SealedBatch same = batches.metrics("Cpu", rows);
            List<CosmosItemOperation> ready = new ArrayList<>();
            CosmosItems items =
                    new CosmosItems(new CosmosSettingsParser(moniker()).settings(), same, batches.content(same));
            for (CosmosItems.Item item = items.next(); item != null; item = items.next()) {
                ready.add(CosmosBulkOperations.getUpsertItemOperation(
                        item.body().put("id", "plain-" + item.body().path("id").asText()),
                        new PartitionKey(item.partition())));
            }
            print("plain loop", rows, () -> plain.getDatabase("metrics")
                    .getContainer("rows")
                    .executeBulkOperations(Flux.fromIterable(ready))
                    .count()
                    .block());
            print("destination", rows, () -> {
                destination.commit(same, batches.content(same));
                return null;
            });
        }
        plain.close();
    }

    private static void print(String what, int rows, Callable<?> work) throws Exception {
        Cost cost = Cost.of(work);
        System.out.printf(
                Locale.ROOT,
                "%-12s %6.2f s, %6.2f CPU-s, %6.0f items/s, %6.0f items per CPU-s%n",
                what,
                cost.seconds(),
                cost.cpuSeconds(),
                rows / cost.seconds(),
                rows / cost.cpuSeconds());
    }
}
