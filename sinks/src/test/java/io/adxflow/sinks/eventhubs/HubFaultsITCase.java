package io.adxflow.sinks.eventhubs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.eventhubs.Steps.Step;
import io.adxflow.sinks.kafka.KafkaProxy.Api;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that hubs with and without transactions meet alike, and what a reader finds afterwards. */
class HubFaultsITCase extends HubTestBase {
    private static final long DEADLINE_NANOS = 120_000_000_000L;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aProcessThatGoesOnAfterAnotherTookOverAddsNothingToATransactionAndNothingUnknownWithout(boolean transactions)
            throws Exception {
        Set<Step> doubled = EnumSet.of(Step.BEFORE_EVENTS, Step.AFTER_EVENTS);
        for (Step step :
                transactions ? Step.values() : new Step[] {Step.BEFORE_EVENTS, Step.AFTER_EVENTS, Step.AFTER_MARKER}) {
            SealedBatch batch = batches.metrics("Cpu", 20);
            EventHubsDestination other = open("transactions", String.valueOf(transactions));
            Set<Step> over = EnumSet.noneOf(Step.class);
            EventHubsDestination thoughtDead = open(
                    at -> {
                        if (at == step && over.add(at)) {
                            unchecked(() -> {
                                untilCommitted(other, batch);
                                return null;
                            });
                        }
                    },
                    "transactions",
                    String.valueOf(transactions));
            untilCommitted(thoughtDead, batch);
            assertThat(over).containsExactly(step);
            assertCopies(!transactions && doubled.contains(step) ? 2 : 1, batch);
            open("transactions", String.valueOf(transactions)).commit(batch, batches.gone(batch));
        }
    }

    @Test
    void withoutTransactionsBatchesOfTwoProcessesAtOnceAreTwiceThereByNameAndByte() throws Exception {
        List<SealedBatch> all = List.of(batches.metrics("Cpu", 10), batches.metrics("Mem", 10));
        CyclicBarrier both = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int process = 0; process < 2; process++) {
                // Neither knows yet of the other's events.
                EventHubsDestination destination = open(at -> {
                    if (at == Step.BEFORE_EVENTS) {
                        unchecked(both::await);
                    }
                });
                futures.add(threads.submit(() -> {
                    for (SealedBatch batch : all) {
                        commit(destination, batch);
                    }
                    return null;
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
        for (SealedBatch batch : all) {
            assertCopies(2, batch);
            open().commit(batch, batches.gone(batch));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connectionsThatBreakAtAnyStepOrAmongTheEventsLoseNothingAndDoubleNothing(boolean transactions)
            throws Exception {
        for (Step step : Step.values()) {
            SealedBatch batch = batches.metrics("Cpu", 20);
            EventHubsDestination destination = open(
                    at -> {
                        if (at == step) {
                            breakConnections();
                        }
                    },
                    "transactions",
                    String.valueOf(transactions));
            untilCommitted(destination, batch);
            assertCopies(1, batch);
        }
        SealedBatch large = batches.metrics("among-" + transactions, "Cpu", 5_000, 100);
        open("transactions", String.valueOf(transactions)).commit(large, batches.content(large, slice -> {
            if (slice > 0) {
                breakConnections();
            }
        }));
        assertCopies(1, large);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHubThatIsAwayIsWaitedForAndHasTheBatchOnce(boolean transactions) throws Exception {
        SealedBatch batch = batches.metrics("Cpu", 20);
        EventHubsDestination destination = open("transactions", String.valueOf(transactions));
        broker.proxy().goAway();
        whileCommitting(destination, batch, () -> broker.proxy().turnedAway() > 3, () -> {
            broker.proxy().comeBack();
            return null;
        });
        assertCopies(1, batch);
    }

    @Tag("soak")
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBrokerThatIsKilledBetweenTheEventsAndTheirNameHasTheBatchOnceWhenItRunsAgain(boolean transactions)
            throws Exception {
        SealedBatch batch = batches.metrics("Cpu", 20);
        Set<Step> over = EnumSet.noneOf(Step.class);
        EventHubsDestination destination = open(
                at -> {
                    if (at == Step.AFTER_EVENTS && over.add(at)) {
                        unchecked(() -> {
                            broker.crash();
                            broker.restart();
                            return null;
                        });
                    }
                },
                "transactions",
                String.valueOf(transactions));
        commit(destination, batch);
        assertCopies(1, batch);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHubThatRefusesToStoreMoreGetsTheBatchOnceWhenItStoresAgain(boolean transactions) throws Exception {
        SealedBatch batch = batches.metrics("Cpu", 20);
        EventHubsDestination destination = open("transactions", String.valueOf(transactions));
        broker.proxy().refuse(Api.PRODUCE, Errors.KAFKA_STORAGE_ERROR, 3);
        commit(destination, batch);
        assertThat(broker.proxy().refusalsLeft(Api.PRODUCE)).isZero();
        assertCopies(1, batch);
    }

    @Tag("soak")
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHubThatRefusesForLongerThanTheDeliveryTimeoutGetsTheBatchOnceWhenItStoresAgain(boolean transactions)
            throws Exception {
        SealedBatch batch = batches.metrics("Cpu", 20);
        EventHubsDestination destination =
                open("transactions", String.valueOf(transactions), "request-timeout", "20s", "delivery-timeout", "20s");
        broker.proxy().refuse(Api.PRODUCE, Errors.KAFKA_STORAGE_ERROR, 100_000);
        assertThat(fails(destination, batch, FailureKind.TRANSIENT)).contains("TimeoutException");
        broker.proxy().clear();
        untilCommitted(destination, batch);
        assertCopies(1, batch);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHubThatThrottlesGetsTheBatchOnceInItsTime(boolean transactions) throws Exception {
        // The broker answers with a time for which the client is to be silent, and reads nothing of it until then.
        ClientQuotaEntity client = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, topic));
        broker.admin()
                .alterClientQuotas(List.of(new ClientQuotaAlteration(
                        client, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 100_000.0)))))
                .all()
                .get();
        SealedBatch batch = batches.metrics("throttled-" + transactions, "Cpu", 1_000, 150);
        commit(open("transactions", String.valueOf(transactions)), batch);
        assertThat(committed()).containsExactlyInAnyOrderElementsOf(names(batch));
    }

    @Test
    void withoutTransactionsTooALargeBatchKeepsToTheSizeOfARequest() throws Exception {
        SealedBatch batch = batches.metrics("large-2", "Cpu", 10_000, 300);
        commit(open(), batch);
        assertCopies(1, batch);
    }

    @Test
    void withoutTransactionsTooARowThatIsLargerThanAnEventMayBeComesInParts() throws Exception {
        String text = "0123456789".repeat(250_000);
        SealedBatch batch = batches.of("Logs", "Body:string", 2, text + "\nshort\n");
        commit(open("format", "csv", "key", "table"), batch);
        StringBuilder joined = new StringBuilder();
        List<ConsumerRecord<byte[], byte[]>> events = broker.committed(topic);
        events.forEach(event -> joined.append(new String(event.value(), UTF_8)));
        assertThat(joined.toString()).isEqualTo(text + "short");
        assertThat(events)
                .extracting(event -> header(event, "adxflow-part"))
                .containsExactly("0/3", "1/3", "2/3", null);
    }

    private void breakConnections() {
        broker.proxy().goAway();
        broker.proxy().comeBack();
    }

    /** Commits, and does something about what keeps the commit from ending once that has been met. */
    private void whileCommitting(
            EventHubsDestination destination, SealedBatch batch, BooleanSupplier met, Callable<?> then)
            throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> commit = thread.submit(() -> {
                untilCommitted(destination, batch);
                return null;
            });
            long deadline = System.nanoTime() + DEADLINE_NANOS;
            while (!met.getAsBoolean()) {
                assertThat(commit.isDone())
                        .as("committed before the fault was met")
                        .isFalse();
                assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
                Thread.onSpinWait();
            }
            then.call();
            commit.get();
        } finally {
            thread.shutdownNow();
        }
    }

    private static void unchecked(Callable<?> call) {
        try {
            call.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
