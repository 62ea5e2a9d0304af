package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobContainerClientBuilder;
import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.sinks.kafka.KafkaBroker;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.OracleDecoder;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures.Fixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
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
 * Two jobs in a row: bodies that a real Prometheus sent, a first job, a pair of a container (Azurite) and a topic (a Kafka broker), a second job that
 * listens on it. Each notification comes twice, and not in order. The first job's rows go to a directory as well, and that is what the second's must be.
 */
class ListenPairITCase {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int SENDERS = 4;

    /** Of the some hundreds of metrics, whose tables are blobs each. */
    private static final String KEPT = "^(up|scrape_|process_|go_gc_)";

    private final Random random = new Random(Long.getLong("adxflow.seed", 1));
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

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
    void rowsAreThoseOfTheDirectWayWhenBothJobsAndTheBrokerAreKilledAndNotificationsComeTwice() throws Exception {
        run(1);
    }

    @Test
    @Tag("soak")
    void rowsAreThoseOfTheDirectWayOverManyKillsOfJobsStorageAndBroker() throws Exception {
        run(4);
    }

    private void run(int rounds) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        // Each table is a blob: few batches of each, and no long pauses behind the broker's death.
        try (PipelineCluster first = new PipelineCluster(
                        folder.resolve("first"),
                        1,
                        "batch.max-age=10 s",
                        "batch.small-max-age=10 s",
                        "delivery.max-backoff=2 s");
                PipelineCluster second = new PipelineCluster(folder.resolve("second"), 2)) {
            first.setFile(pipeline(
                    "first",
                    told,
                    "monikers: [local, pair], default-drop-metrics: true, keep-metrics: ['" + KEPT + "']",
                    ""));
            second.setFile(pipeline(
                    "second",
                    relayed,
                    "monikers: [local]",
                    "listen: {in: {moniker: pair, interval: 100 ms, remember: 1 h}}"));
            first.start(1, null);
            second.start(2, null);
            List<Fixture> fixtures = RemoteWriteFixtures.all();
            int parts = 2 * rounds;
            for (int round = 0; round < rounds; round++) {
                await(send(senders, first.writeUrl(), part(fixtures, 2 * round, parts)));
                List<Future<?>> underWay = send(senders, first.writeUrl(), part(fixtures, 2 * round + 1, parts));
                first.replaceTaskManager();
                first.awaitReaders(1);
                await(underWay);
                relay();
                broker.crash();
                if (round > 0) {
                    azurite.crash();
                    azurite.start();
                }
                second.replaceTaskManager();
                second.awaitReaders(2);
                broker.restart();
                relay();
            }
            // All that is not open any more is told of, and then the rest: whatever was parked meanwhile is on its way.
            await(() -> rowsTold() > 0 && rowsTold() >= rows("first").size());
            first.drain();
            await(() -> rowsTold() >= rows("first").size());
            relay();
            List<String> direct = rows("first");
            await(() -> rows("second").size() >= direct.size());
            second.drain();
            assertThat(samples(fixtures)).isGreaterThan(100);
            assertThat(direct).hasSizeGreaterThanOrEqualTo(samples(fixtures));
            assertThat(rows("second")).isEqualTo(direct);
            assertThat(CommittedFiles.files(folder.resolve("second/dead-letters")).stream()
                            .filter(file -> !file.getFileName().toString().startsWith(".")))
                    .isEmpty();
        } finally {
            senders.shutdownNow();
        }
    }

    private static List<Fixture> part(List<Fixture> all, int number, int of) {
        return all.subList(number * all.size() / of, (number + 1) * all.size() / of);
    }

    /** All that is sent and kept, each of which is a row. */
    private static int samples(List<Fixture> fixtures) throws IOException {
        Pattern kept = Pattern.compile(KEPT);
        int samples = 0;
        for (Fixture fixture : fixtures) {
            samples += OracleDecoder.decode(fixture.format(), fixture.decompressed()).series().stream()
                    .filter(series -> series.labels().stream()
                            .anyMatch(label -> label.name().equals("__name__")
                                    && kept.matcher(label.value()).find()))
                    .mapToInt(series -> series.samples().size())
                    .sum();
        }
        return samples;
    }

    /** Each until it is taken, byte for byte the same. */
    private List<Future<?>> send(ExecutorService senders, String url, List<Fixture> fixtures) {
        List<Future<?>> underWay = new ArrayList<>();
        for (Fixture fixture : fixtures) {
            boolean isFirst = fixture.format() == WireFormat.REMOTE_WRITE_1;
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + (isFirst ? "/One" : "/Two")))
                    .header("Content-Encoding", "snappy")
                    .header(
                            "Content-Type",
                            isFirst
                                    ? "application/x-protobuf"
                                    : "application/x-protobuf;proto=io.prometheus.write.v2.Request")
                    .timeout(ANSWER)
                    .POST(BodyPublishers.ofByteArray(fixture.body()))
                    .build();
            Future<?> sending = senders.submit(() -> {
                while (!attempt(request)) {
                    Thread.onSpinWait();
                }
            });
            underWay.add(sending);
        }
        return underWay;
    }

    private boolean attempt(HttpRequest request) {
        try {
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            if (status / 100 == 4) {
                throw new AssertionError("refused: " + status);
            }
            return status / 100 == 2;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private static void await(List<Future<?>> underWay) throws Exception {
        for (Future<?> each : underWay) {
            each.get(5, TimeUnit.MINUTES);
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
                namespaces: {default: {database: Metrics, databases: ["*"], %s}}
                %s
                """
                        .formatted(folder.resolve("connection"), broker.proxiedServers(), topic, monikers, listen),
                StandardCharsets.UTF_8);
    }

    /** With their databases and tables, in order. */
    private List<String> rows(String job) throws IOException {
        List<String> rows = new ArrayList<>();
        for (String database : List.of("One", "Two")) {
            Path tables = folder.resolve(job).resolve("tables").resolve(database);
            if (Files.exists(tables)) {
                CommittedFiles.sortedLines(tables)
                        .forEach(
                                (table, lines) -> lines.forEach(line -> rows.add(database + "." + table + " " + line)));
            }
        }
        rows.sort(null);
        return rows;
    }

    private static void await(SupplierWithException<Boolean, Exception> condition) throws Exception {
        Eventually.holds("it does not come to pass", PATIENCE, condition);
    }
}
