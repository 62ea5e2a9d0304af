package io.adxflow.sinks.pair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.events.EventBatches;
import io.adxflow.sinks.kafka.KafkaBroker;
import io.adxflow.sinks.kafka.KafkaProxy.Api;
import io.adxflow.sinks.storage.StorageSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs in Azurite and notices on a real broker with transactions. */
class PairITCase {
    @TempDir
    Path folder;

    @Test
    void batchesAreBlobsInTwoContainersAndEachIsToldOfOnceWhateverAnswersAreLost() throws Exception {
        String problem = AzuriteProcess.problem();
        Assumptions.assumeTrue(problem == null, problem);
        KafkaBroker broker = KafkaBroker.shared();
        String topic = broker.topic("pair-" + UUID.randomUUID(), 3);
        EventBatches batches = new EventBatches(folder.resolve("segments"));
        try (AzuriteProcess azurite = AzuriteProcess.start(folder.resolve("azurite"))) {
            Path sas = folder.resolve("sas");
            Files.writeString(sas, azurite.sas(Duration.ofHours(1)));
            BlobServiceClient blobs = new BlobServiceClientBuilder()
                    .endpoint(azurite.blobEndpoint())
                    .sasToken(azurite.sas(Duration.ofHours(1)))
                    .buildClient();
            Map<String, String> options = new HashMap<>(Map.of(
                    "storage", "lake-a,lake-b",
                    "hub", "notices",
                    "part.notices.kind", "eventhubs",
                    "part.notices.hub", topic,
                    "part.notices.name", topic,
                    "part.notices.bootstrap-servers", broker.proxiedServers(),
                    "part.notices.transactions", "true"));
            for (String lake : List.of("lake-a", "lake-b")) {
                blobs.createBlobContainer(lake);
                options.put("part." + lake + ".kind", "blob");
                options.put("part." + lake + ".container", azurite.blobEndpoint() + "/" + lake);
                options.put("part." + lake + ".sas-file", sas.toString());
            }
            MonikerSpec moniker = new MonikerSpec("telemetry", "pair", options);
            PairDestinationFactory factory = new PairDestinationFactory();
            assertThat(factory.validate(moniker)).isEmpty();
            StorageSettings storage =
                    new StorageSettings(folder.resolve("storage").toUri(), 1L << 30, 1L << 30);
            List<SealedBatch> all = new ArrayList<>();
            try (Destination pair = factory.open(moniker, storage)) {
                assertThat(pair.diagnose(List.of())).isEmpty();
                for (int i = 0; i < 12; i++) {
                    SealedBatch batch = batches.metrics("Cpu", 100);
                    all.add(batch);
                    if (i == 3) {
                        azurite.faults().loseAnswer("PUT .*lake-[ab]/.*Cpu.*", 2);
                    } else if (i == 6) {
                        broker.proxy().loseAnswers(Api.END_TXN, 1);
                    }
                    pair.stage(batch, batches.content(batch));
                    pair.commit(batch, batches.content(batch));
                }
                pair.sync();
                assertThat(pair.requests()).isGreaterThanOrEqualTo(24);
            }
            // Another process repeats all commits.
            try (Destination next = factory.open(moniker, storage)) {
                for (SealedBatch batch : all) {
                    next.commit(batch, batches.gone(batch));
                }
                next.sync();
            }
            List<String> told = new ArrayList<>();
            for (var event : broker.committed(topic)) {
                JsonNode notice = new ObjectMapper().readTree(event.value()).get(0);
                told.add(notice.path("id").asText());
                String url = notice.path("data").path("url").asText();
                String container = url.contains("/lake-a/") ? "lake-a" : "lake-b";
                String path = url.substring(url.indexOf(container) + container.length() + 1);
                var blob = blobs.getBlobContainerClient(container).getBlobClient(path);
                assertThat(blob.getProperties().getETag())
                        .isEqualTo(notice.path("data").path("eTag").asText());
                assertThat(new String(event.headers().lastHeader("adxflow-rows").value(), UTF_8))
                        .isEqualTo("100");
            }
            assertThat(told)
                    .containsExactlyInAnyOrderElementsOf(
                            all.stream().map(SealedBatch::batchId).toList());
            for (String lake : List.of("lake-a", "lake-b")) {
                assertThat(blobs.getBlobContainerClient(lake).listBlobs().stream()
                                .filter(blob -> blob.getName().endsWith(".csv.gz")))
                        .as(lake)
                        .isNotEmpty();
            }
        }
    }
}
