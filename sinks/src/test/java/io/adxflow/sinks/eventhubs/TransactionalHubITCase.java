package io.adxflow.sinks.eventhubs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.eventhubs.Steps.Step;
import io.adxflow.sinks.kafka.KafkaProxy.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What a broker with transactions promises: every event of every batch is committed once, at each point where a process may die. */
class TransactionalHubITCase extends HubTestBase {
    private static final String[] ON = {"transactions", "true"};

    @Test
    void whatIsStagedIsNotSeenAndWhatIsCommittedIsTheRows() throws Exception {
        EventHubsDestination destination = open(ON);
        SealedBatch batch = batches.metrics("Cpu", 25);
        destination.stage(batch, batches.content(batch));
        assertThat(broker.all(topic)).hasSize(25);
        assertThat(committed()).isEmpty();

        destination.commit(batch, batches.gone(batch));
        assertThat(committed()).containsExactlyInAnyOrderElementsOf(names(batch));
        ConsumerRecord<byte[], byte[]> event = broker.committed(topic).stream()
                .filter(one -> name(one).endsWith("/12"))
                .findFirst()
                .orElseThrow();
        assertThat(new String(event.value(), UTF_8))
                .isEqualTo("{\"Timestamp\":\"2026-01-02T03:04:05.012Z\",\"SeriesId\":-8,\"Labels\":{\"host\":\"h1\"},"
                        + "\"Value\":12.5}");
        assertThat(new String(event.key(), UTF_8)).isEqualTo("-8");
        assertThat(List.of(
                        header(event, "adxflow-database"),
                        header(event, "adxflow-table"),
                        header(event, "adxflow-schema")))
                .containsExactly(
                        "Metrics",
                        "Cpu",
                        batch.batchId().substring(batch.batchId().lastIndexOf('-') + 1));
    }

    @Test
    void aProcessThatDiesAtAnyStepLeavesNothingDoubleAndNothingMissing() throws Exception {
        List<SealedBatch> all = new ArrayList<>();
        for (Step step : Step.values()) {
            SealedBatch batch = batches.metrics("Cpu", 20);
            all.add(batch);
            EventHubsDestination dying = open(
                    at -> {
                        if (at == step) {
                            throw new Died();
                        }
                    },
                    ON);
            assertThatThrownBy(() -> commit(dying, batch)).hasRootCauseInstanceOf(Died.class);
            EventHubsDestination next = open(ON);
            commit(next, batch);
            next.commit(batch, batches.gone(batch));
        }
        assertThat(committed()).containsExactlyInAnyOrderElementsOf(names(all.toArray(SealedBatch[]::new)));
    }

    @Test
    void aProcessThatDiesAfterItHasStagedIsFollowedByOneWhoCommits() throws Exception {
        SealedBatch batch = batches.metrics("Cpu", 20);
        EventHubsDestination dead = open(ON);
        dead.stage(batch, batches.content(batch));
        EventHubsDestination next = open(ON);
        commit(next, batch);
        // It was not dead after all.
        commit(dead, batch);
        assertThat(committed()).containsExactlyInAnyOrderElementsOf(names(batch));
    }

    @Test
    void lostAnswersDoubleNothing() throws Exception {
        List<SealedBatch> all = new ArrayList<>();
        for (Api api : List.of(
                Api.INIT_PRODUCER_ID,
                Api.PRODUCE,
                Api.TXN_OFFSET_COMMIT,
                Api.END_TXN,
                Api.OFFSET_FETCH,
                Api.FIND_COORDINATOR,
                Api.METADATA)) {
            SealedBatch batch = batches.metrics("Cpu", 20);
            all.add(batch);
            broker.proxy().loseAnswers(api, 2);
            EventHubsDestination destination = open(ON);
            commit(destination, batch);
            assertThat(broker.proxy().lost(api)).as(api.name()).isEqualTo(2);
        }
        assertThat(committed()).containsExactlyInAnyOrderElementsOf(names(all.toArray(SealedBatch[]::new)));
    }

    @Test
    void batchesOfOneSlotDoNotHinderEachOther() throws Exception {
        EventHubsDestination destination = open("transactions", "true", "slots", "1");
        SealedBatch first = batches.metrics("Cpu", 10);
        SealedBatch second = batches.metrics("Cpu", 10);
        destination.stage(first, batches.content(first));
        destination.stage(second, batches.content(second));
        commit(destination, second);
        commit(destination, first);
        assertThat(committed()).containsExactlyInAnyOrderElementsOf(names(first, second));
    }

    @Test
    void processesThatCommitTheSameBatchesAtOnceCommitThemOnce() throws Exception {
        List<SealedBatch> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(batches.metrics("Cpu", 10));
        }
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int process = 0; process < 2; process++) {
                EventHubsDestination destination = open("transactions", "true", "slots", "2");
                futures.add(threads.submit(() -> {
                    for (SealedBatch batch : all) {
                        while (true) {
                            try {
                                commit(destination, batch);
                                break;
                            } catch (Exception e) {
                                assertThat(destination.classify(e))
                                        .as(e.toString())
                                        .isEqualTo(FailureKind.TRANSIENT);
                            }
                        }
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
        assertThat(committed()).containsExactlyInAnyOrderElementsOf(names(all.toArray(SealedBatch[]::new)));
    }

    @Test
    void aHubThatIsCutOffInTheMiddleHasTheBatchOnceWhenItIsBack() throws Exception {
        SealedBatch batch = batches.metrics("Cpu", 20);
        EventHubsDestination destination = open(
                step -> {
                    if (step == Step.AFTER_MARKER) {
                        broker.proxy().goAway();
                        broker.proxy().comeBack();
                    }
                },
                ON);
        commit(destination, batch);
        commit(destination, batch);
        assertThat(committed()).containsExactlyInAnyOrderElementsOf(names(batch));
    }

    @Test
    void aLargeBatchKeepsToTheSizeOfARequest() throws Exception {
        // The broker breaks a connection off over which a larger request comes.
        SealedBatch batch = batches.metrics("large-1", "Cpu", 20_000, 300);
        commit(open(ON), batch);
        assertThat(broker.committed(topic)).hasSize(20_000);
    }

    @Test
    void aRowThatIsLargerThanAnEventMayBeComesInParts() throws Exception {
        String text = "0123456789".repeat(250_000);
        SealedBatch batch = batches.of("Logs", "Body:string", 2, text + "\nshort\n");
        commit(open("transactions", "true", "format", "csv", "key", "table"), batch);
        StringBuilder joined = new StringBuilder();
        List<ConsumerRecord<byte[], byte[]>> events = broker.committed(topic);
        events.stream()
                .filter(event -> header(event, "adxflow-row").equals("0"))
                .forEach(event -> joined.append(new String(event.value(), UTF_8)));
        assertThat(joined.toString()).isEqualTo(text);
        assertThat(events)
                .extracting(event -> header(event, "adxflow-part"))
                .containsExactly("0/3", "1/3", "2/3", null);
        assertThat(events).allMatch(event -> header(event, "adxflow-columns").equals("Body:string"));
    }
}
