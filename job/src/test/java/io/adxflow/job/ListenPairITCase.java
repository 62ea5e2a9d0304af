package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobContainerClientBuilder;
import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.sinks.kafka.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.flink.util.function.SupplierWithException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two jobs in a row: senders, a first job, a pair of a container (Azurite) and a topic (a Kafka broker), a second job that listens on it. Each
 * notification comes twice, and not in order. The first job's rows go to a directory as well, and that is what the second's must be.
 */
class ListenPairITCase {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int SENDERS = 4;

    private final Random random = new Random(1);

    @TempDir
    Path folder;

    private AzuriteProcess azurite;
    private KafkaBroker broker;
    private String told;
    private String relayed;

    @BeforeEach
    void start() throws Exception {
        Assumptions.assumeTrue(AzuriteProcess.problem() == null, AzuriteProcess.problem());
        azurite = AzuriteProcess.start(folder.resolve("azurite"));
        new BlobContainerClientBuilder()
                .connectionString(azurite.connectionString())
                .containerName("lake")
                .buildClient()
                .create();
        Files.writeString(folder.resolve("connection"), azurite.connectionString());
        broker = KafkaBroker.shared();
        String run = UUID.randomUUID().toString();
        told = broker.topic("told-" + run, 2);
        relayed = broker.topic("relayed-" + run, 3);
    }

    @AfterEach
    void stop() throws IOException {
        if (azurite != null) {
            azurite.close();
        }
    }

    @Test
    void rowsAreThoseOfTheDirectWayWhenBothJobsAreKilledAndNotificationsComeTwice() throws Exception {
        run(1, 60);
    }

    @Test
    @Tag("soak")
    void rowsAreThoseOfTheDirectWayOverManyKillsOfJobsStorageAndBroker() throws Exception {
        run(4, 100);
    }

    private void run(int rounds, int bodies) throws Exception {
        try (PipelineCluster first = new PipelineCluster(folder.resolve("first"), 1);
                PipelineCluster second = new PipelineCluster(folder.resolve("second"), 2)) {
            first.setFile(pipeline("first", told, "monikers: [local, pair]", ""));
            second.setFile(pipeline(
                    "second",
                    relayed,
                    "monikers: [local]",
                    "listen: {in: {moniker: pair, interval: 100 ms, remember: 1 h}}"));
            first.start(1, null);
            second.start(2, null);
            long sent;
            try (RetryingSenders senders = new RetryingSenders(first.writeUrl(), SENDERS)) {
                for (int round = 0; round < rounds; round++) {
                    senders.awaitAcknowledged(bodies / 2);
                    first.replaceTaskManager();
                    first.awaitReaders(1);
                    senders.awaitAcknowledged(bodies / 2);
                    relay();
                    broker.proxy().goAway();
                    if (round > 0) {
                        azurite.crash();
                        azurite.start();
                    }
                    second.replaceTaskManager();
                    second.awaitReaders(2);
                    broker.proxy().comeBack();
                    relay();
                }
                sent = senders.end();
            }
            await(() -> rows("first").size() >= sent);
            await(() -> rowsTold() >= sent);
            relay();
            List<String> direct = rows("first");
            await(() -> rows("second").size() >= direct.size());
            second.drain();
            assertThat(direct).isNotEmpty();
            assertThat(rows("second")).isEqualTo(direct);
            assertThat(CommittedFiles.files(folder.resolve("second/dead-letters")).stream()
                            .filter(file -> !file.getFileName().toString().startsWith(".")))
                    .isEmpty();
        }
    }

    /** Rows of all batches that were told of. */
    private long rowsTold() {
        Map<String, Long> rows = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> each : broker.committed(told)) {
            rows.put(header(each, "adxflow-batch"), Long.parseLong(header(each, "adxflow-rows")));
        }
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String header(ConsumerRecord<byte[], byte[]> of, String name) {
        return new String(of.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** Tells of all that was told, twice and in another order. */
    private void relay() {
        List<ConsumerRecord<byte[], byte[]>> all = broker.committed(told);
        List<ConsumerRecord<byte[], byte[]>> news = new ArrayList<>(all);
        news.addAll(all);
        Collections.shuffle(news, random);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.servers(), "enable.metrics.push", false),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (ConsumerRecord<byte[], byte[]> each : news) {
                producer.send(new ProducerRecord<>(relayed, null, each.key(), each.value(), each.headers()));
            }
        }
    }

    private Path pipeline(String name, String topic, String monikers, String listen) throws IOException {
        Files.createDirectories(folder.resolve(name));
        return Files.writeString(
                folder.resolve(name).resolve("pipeline.yaml"),
                """
                monikers:
                  lake: {kind: blob, container: lake, connection-string-file: '%s'}
                  hub: {kind: eventhubs, bootstrap-servers: '%s', hub: %s, transactions: false}
                  pair: {kind: pair, storage: lake, hub: hub}
                namespaces: {default: {database: Metrics, %s}}
                %s
                """
                        .formatted(folder.resolve("connection"), broker.proxiedServers(), topic, monikers, listen),
                StandardCharsets.UTF_8);
    }

    /** With their tables, in order. */
    private List<String> rows(String job) throws IOException {
        List<String> rows = new ArrayList<>();
        Path tables = folder.resolve(job).resolve("tables/Metrics");
        if (Files.exists(tables)) {
            CommittedFiles.sortedLines(tables)
                    .forEach((table, lines) -> lines.forEach(line -> rows.add(table + " " + line)));
        }
        rows.sort(null);
        return rows;
    }

    private static void await(SupplierWithException<Boolean, Exception> condition) throws Exception {
        Eventually.holds("it does not come to pass", PATIENCE, condition);
    }
}
