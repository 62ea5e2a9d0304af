package io.adxflow.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.queue.QueueClient;
import com.azure.storage.queue.QueueClientBuilder;
import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.sinks.kafka.KafkaBroker;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.flink.util.function.SupplierWithException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be listened to, all of it by one job: a container that is listed, one that a queue tells of, events that are rows, and OTLP requests. */
class ListenKindsITCase {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @Test
    void rowsOfContainersQueuesAndTopicsAreThereOnceAcrossAKill() throws Exception {
        Assumptions.assumeTrue(AzuriteProcess.problem() == null, AzuriteProcess.problem());
        KafkaBroker broker = KafkaBroker.shared();
        String rows = broker.topic("rows-" + UUID.randomUUID(), 2);
        String logs = broker.topic("logs-" + UUID.randomUUID(), 1);
        try (AzuriteProcess azurite = AzuriteProcess.start(folder.resolve("azurite"))) {
            Files.writeString(folder.resolve("connection"), azurite.connectionString());
            BlobContainerClient listed = container(azurite, "listed");
            BlobContainerClient told = container(azurite, "told");
            QueueClient queue = new QueueClientBuilder()
                    .connectionString(azurite.connectionString())
                    .queueName("created")
                    .buildClient();
            queue.create();
            try (PipelineCluster cluster = new PipelineCluster(folder, 2)) {
                cluster.setFile(pipeline(broker, rows, logs));
                cluster.start(2, null);
                put(listed, "in/Listed/a.jsonl", "{\"A\":\"1\"}\n{\"A\":\"2\"}\n");
                String url = put(told, "Told/b.csv", "3\n4\n");
                put(told, "Told/untold.csv", "5\n");
                queue.sendMessage(notice(url));
                queue.sendMessage(notice(url));
                send(broker, rows, "{\"A\":\"6\"}", "{\"A\":\"7\"}", "nonsense");
                sendLog(broker, logs);
                await(() -> committed().size() == 4);
                cluster.replaceTaskManager();
                cluster.awaitReaders(2);
                put(listed, "in/Listed/c.jsonl", "{\"A\":\"8\"}");
                send(broker, rows, "{\"A\":\"9\"}");
                await(() -> count() >= 9);
                await(() -> queue.peekMessage() == null);
                cluster.drain();
            }
        }
        Map<String, List<String>> committed = committed();
        assertThat(committed.get("Listed")).containsExactly("1", "2", "8");
        assertThat(committed.get("Told")).containsExactly("3", "4");
        assertThat(committed.get("Events")).containsExactly("6", "7", "9");
        assertThat(committed.get("OTelLogs")).hasSize(1).first().asString().contains("hello");
        assertThat(CommittedFiles.files(folder.resolve("dead-letters")).stream()
                        .filter(file -> !file.getFileName().toString().startsWith("."))
                        .map(ListenKindsITCase::text))
                .singleElement()
                .asString()
                .contains("UNREADABLE_INPUT")
                .contains("nonsense");
    }

    private BlobContainerClient container(AzuriteProcess azurite, String name) {
        BlobContainerClient container = new BlobContainerClientBuilder()
                .connectionString(azurite.connectionString())
                .containerName(name)
                .buildClient();
        container.create();
        return container;
    }

    private static String put(BlobContainerClient container, String name, String text) {
        container.getBlobClient(name).upload(BinaryData.fromString(text));
        return container.getBlobContainerUrl() + "/" + name;
    }

    /** As Event Grid puts it into a queue; the blob's etag is not told. */
    private static String notice(String url) {
        return Base64.getEncoder()
                .encodeToString(("{\"eventType\":\"Microsoft.Storage.BlobCreated\",\"data\":{\"url\":\"" + url + "\"}}")
                        .getBytes(UTF_8));
    }

    private static void send(KafkaBroker broker, String topic, String... events) {
        try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
            for (String event : events) {
                producer.send(new ProducerRecord<>(topic, event.getBytes(UTF_8)));
            }
        }
    }

    private static void sendLog(KafkaBroker broker, String topic) {
        byte[] request = ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(ResourceLogs.newBuilder()
                        .addScopeLogs(ScopeLogs.newBuilder()
                                .addLogRecords(LogRecord.newBuilder()
                                        .setTimeUnixNano(1_767_323_045_000_000_000L)
                                        .setBody(AnyValue.newBuilder().setStringValue("hello")))))
                .build()
                .toByteArray();
        try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
            producer.send(new ProducerRecord<>(topic, request));
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(KafkaBroker broker) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.servers(), "enable.metrics.push", false),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private Path pipeline(KafkaBroker broker, String rows, String logs) throws IOException {
        return Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                monikers:
                  listed: {kind: blob, container: listed, prefix: in, connection-string-file: '%1$s'}
                  told: {kind: blob, container: told, connection-string-file: '%1$s'}
                  rows: {kind: eventhubs, bootstrap-servers: '%2$s', hub: %3$s}
                  logs: {kind: eventhubs, bootstrap-servers: '%2$s', hub: %4$s}
                namespaces: {default: {database: Metrics, monikers: [local]}}
                listen:
                  listed: {moniker: listed, interval: 100 ms, schema: "A:string"}
                  told: {moniker: told, queue: created, interval: 100 ms, schema: "A:string"}
                  rows: {moniker: rows, interval: 100 ms, schema: "A:string", table: Events}
                  logs: {moniker: logs, interval: 100 ms, format: otlp-logs}
                """
                        .formatted(folder.resolve("connection"), broker.servers(), rows, logs));
    }

    private Map<String, List<String>> committed() throws IOException {
        Path tables = folder.resolve("tables/Metrics");
        return Files.exists(tables) ? CommittedFiles.sortedLines(tables) : new TreeMap<>();
    }

    private int count() throws IOException {
        return committed().values().stream().mapToInt(List::size).sum();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(SupplierWithException<Boolean, Exception> condition) throws Exception {
        Eventually.holds("it does not come to pass", PATIENCE, condition);
    }
}
