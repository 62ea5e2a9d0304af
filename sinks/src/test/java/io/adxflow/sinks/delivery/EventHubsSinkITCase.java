package io.adxflow.sinks.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.kafka.KafkaBroker;
import io.adxflow.sinks.kafka.KafkaProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.program.ClusterClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectClusterClient;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A job that delivers to a real broker, and fails and is rescaled meanwhile. */
@Tag("soak")
class EventHubsSinkITCase {
    @RegisterExtension
    static final MiniClusterExtension FLINK = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(4)
            .build());

    private static final int ROWS = 3_000;
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    @TempDir
    Path data;

    @Test
    void eachRowIsAnEventOnceThroughCrashesLostConnectionsAndAnotherParallelism(
            @InjectClusterClient ClusterClient<?> cluster) throws Exception {
        KafkaBroker broker = KafkaBroker.shared();
        String topic = broker.topic("job-" + UUID.randomUUID(), 3);
        deliver(cluster, broker, topic, true);
        assertThat(rows(broker, topic))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, ROWS).mapToObj(i -> "row-" + i).toList());
    }

    @Test
    void withoutTransactionsEachRowIsThereAndWhatIsThereTwiceHasTheSameNameAndBytes(
            @InjectClusterClient ClusterClient<?> cluster) throws Exception {
        KafkaBroker broker = KafkaBroker.shared();
        String topic = broker.topic("job-" + UUID.randomUUID(), 3);
        deliver(cluster, broker, topic, false);
        Map<String, Set<String>> byName = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> event : broker.committed(topic)) {
            byName.computeIfAbsent(
                            header(event, "adxflow-batch") + "/" + header(event, "adxflow-row"), any -> new HashSet<>())
                    .add(new String(event.value(), UTF_8));
        }
        assertThat(byName.values()).allSatisfy(values -> assertThat(values).hasSize(1));
        assertThat(byName.values().stream().flatMap(Set::stream))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, ROWS).mapToObj(i -> "row-" + i).toList());
        System.out.printf(
                "hub without transactions: %d rows, %d of them twice%n",
                ROWS, rows(broker, topic).size() - ROWS);
    }

    /** All rows, while the job crashes, its connections break, and it is rescaled. */
    private void deliver(ClusterClient<?> cluster, KafkaBroker broker, String topic, boolean transactions)
            throws Exception {
        Map<String, String> options = new HashMap<>(Map.of(
                "hub",
                topic,
                "name",
                topic,
                "bootstrap-servers",
                broker.proxiedServers(),
                "transactions",
                String.valueOf(transactions),
                "slots",
                "16",
                "format",
                "csv"));
        Map<String, MonikerSpec> monikers = Map.of("hub", new MonikerSpec("hub", "eventhubs", options));

        JobID first = cluster.submitJob(new SinkJob(data, monikers)
                        .parallelism(2)
                        .idleAfter(ROWS)
                        .crashEvery(4, 3)
                        .graph())
                .get();
        until(broker, topic, 300);
        broker.proxy().goAway();
        broker.proxy().comeBack();
        broker.proxy().loseAnswers(KafkaProxy.Api.PRODUCE, 3);
        until(broker, topic, 1_000);
        String savepoint = cluster.stopWithSavepoint(
                        first, false, data.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                .get();

        JobID second = cluster.submitJob(new SinkJob(data, monikers)
                        .parallelism(3)
                        .idleAfter(ROWS)
                        .from(savepoint)
                        .graph())
                .get();
        until(broker, topic, ROWS);
        cluster.stopWithSavepoint(
                        second, false, data.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
    }

    @Test
    void aMonikerWithARateGetsAllRowsInItsTimeAndNothingFails(@InjectClusterClient ClusterClient<?> cluster)
            throws Exception {
        Path tables = data.resolve("out");
        Map<String, MonikerSpec> monikers = Map.of(
                "slow",
                new MonikerSpec("slow", "directory", Map.of("path", tables.toString(), "max-rate", "5 batches/s")));
        long begun = System.nanoTime();
        JobID id = cluster.submitJob(new SinkJob(data, monikers)
                        .rowsPerCheckpoint(100)
                        .idleAfter(300)
                        .graph())
                .get();
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (CommittedRows.of(tables).size() < 300) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(50_000_000);
        }
        int batches = CommittedRows.files(tables).size();
        // The first second's share is there from the start.
        assertThat((System.nanoTime() - begun) / 1e9).isGreaterThan((batches - 6) / 5.0);
        assertThat(CommittedRows.of(tables))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 300).mapToObj(i -> "row-" + i).toList());
        cluster.cancel(id).get();
    }

    private static List<String> rows(KafkaBroker broker, String topic) {
        return broker.committed(topic).stream()
                .map(event -> new String(event.value(), UTF_8))
                .toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> event, String name) {
        return new String(event.headers().lastHeader(name).value(), UTF_8);
    }

    private static void until(KafkaBroker broker, String topic, int rows) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (Set.copyOf(rows(broker, topic)).size() < rows) {
            assertThat(System.nanoTime()).as("deadline for " + rows + " rows").isLessThan(deadline);
            LockSupport.parkNanos(50_000_000);
        }
    }
}
