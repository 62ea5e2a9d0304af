package io.adxflow.sinks.eventhubs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.events.EventBatches;
import io.adxflow.sinks.kafka.KafkaBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Destinations at a real broker, each like one of another process. */
abstract class HubTestBase {
    final KafkaBroker broker = KafkaBroker.shared();
    private final List<EventHubsDestination> opened = new ArrayList<>();

    @TempDir
    Path folder;

    EventBatches batches;
    String topic;

    /** What ends a process at a step. */
    static final class Died extends Error {}

    @BeforeEach
    void makeTopic() throws Exception {
        batches = new EventBatches(folder);
        topic = broker.topic("t" + UUID.randomUUID(), 3);
        broker.proxy().clear();
    }

    @AfterEach
    void closeAll() {
        opened.forEach(EventHubsDestination::close);
    }

    EventHubsDestination open(String... keysAndValues) {
        return open(Steps.none(), keysAndValues);
    }

    /** A new process's destination. Those before are not closed: they may be dead, or think that they are not. */
    EventHubsDestination open(Steps steps, String... keysAndValues) {
        HubSettings settings = settings(keysAndValues);
        EventHubsDestination destination = new EventHubsDestination(settings, new HubClients(settings), steps);
        opened.add(destination);
        return destination;
    }

    HubSettings settings(String... keysAndValues) {
        Map<String, String> options = new HashMap<>();
        options.put("hub", topic);
        options.put("name", topic);
        options.put("bootstrap-servers", broker.proxiedServers());
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        options.values().removeIf(String::isEmpty);
        return new HubSettingsParser(new MonikerSpec("m", "eventhubs", options)).settings();
    }

    void commit(EventHubsDestination destination, SealedBatch batch) throws Exception {
        destination.commit(batch, batches.content(batch));
    }

    /** As a job does: again and again until it works. */
    void untilCommitted(EventHubsDestination destination, SealedBatch batch) throws Exception {
        for (int attempt = 0; ; attempt++) {
            try {
                commit(destination, batch);
                return;
            } catch (Exception e) {
                assertThat(destination.classify(e)).as(e.toString()).isEqualTo(FailureKind.TRANSIENT);
                assertThat(attempt).as("attempts, last: " + e).isLessThan(20);
            }
        }
    }

    String fails(EventHubsDestination destination, SealedBatch batch, FailureKind kind) {
        try {
            destination.commit(batch, batches.content(batch));
        } catch (Exception e) {
            assertThat(destination.classify(e)).as(e.toString()).isEqualTo(kind);
            return e.toString();
        }
        throw new AssertionError("committed");
    }

    /** {@code batch/row} of all committed events, in no order. */
    List<String> committed() {
        return broker.committed(topic).stream().map(HubTestBase::name).toList();
    }

    /** That all rows of a batch are there, each so often, under one name and with the same bytes each time. */
    void assertCopies(int copies, SealedBatch batch) {
        Map<String, List<String>> byName = new HashMap<>();
        broker.committed(topic).stream()
                .filter(event -> batch.batchId().equals(header(event, "adxflow-batch")))
                .forEach(event -> byName.computeIfAbsent(name(event), any -> new ArrayList<>())
                        .add(new String(event.value(), UTF_8)));
        assertThat(byName.keySet()).isEqualTo(Set.copyOf(names(batch)));
        assertThat(byName.values())
                .allSatisfy(values -> assertThat(values).hasSize(copies).containsOnly(values.get(0)));
    }

    static List<String> names(SealedBatch... all) {
        List<String> names = new ArrayList<>();
        for (SealedBatch batch : all) {
            for (int row = 0; row < batch.rows(); row++) {
                names.add(batch.batchId() + "/" + row);
            }
        }
        return names;
    }

    static String name(ConsumerRecord<byte[], byte[]> event) {
        return header(event, "adxflow-batch") + "/" + header(event, "adxflow-row");
    }

    static String header(ConsumerRecord<byte[], byte[]> event, String name) {
        return event.headers().lastHeader(name) == null
                ? null
                : new String(event.headers().lastHeader(name).value(), UTF_8);
    }
}
