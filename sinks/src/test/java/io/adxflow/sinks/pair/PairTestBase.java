package io.adxflow.sinks.pair;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.Destinations;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.events.EventBatches;
import io.adxflow.sinks.kafka.KafkaBroker;
import io.adxflow.sinks.pair.HookedPart.Hook;
import io.adxflow.sinks.storage.LocalAppendStore;
import io.adxflow.sinks.storage.StorageSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Pairs of two containers in Azurite and a hub on a real broker, each like one of another process. */
abstract class PairTestBase {
    static final Hook NOTHING = at -> {};

    @TempDir
    static Path azuriteFolder;

    static AzuriteProcess azurite;
    static BlobServiceClient blobs;

    @TempDir
    Path folder;

    final KafkaBroker broker = KafkaBroker.shared();
    final AtomicLong millis = new AtomicLong(10_000_000);
    private final List<PairDestination> opened = new ArrayList<>();
    final List<String> containers = List.of("a" + UUID.randomUUID(), "b" + UUID.randomUUID());
    EventBatches batches;
    String topic;
    private int signatures;

    @BeforeAll
    static void startAzurite() throws Exception {
        String problem = AzuriteProcess.problem();
        Assumptions.assumeTrue(problem == null, problem);
        azurite = AzuriteProcess.start(azuriteFolder);
        blobs = new BlobServiceClientBuilder()
                .connectionString(azurite.connectionString())
                .buildClient();
    }

    @AfterAll
    static void stopAzurite() throws Exception {
        if (azurite != null) {
            azurite.close();
        }
    }

    @BeforeEach
    void prepare() throws Exception {
        broker.proxy().clear();
        topic = broker.topic("pair-" + UUID.randomUUID(), 3);
        batches = new EventBatches(folder.resolve("segments"));
        containers.forEach(blobs::createBlobContainer);
        renewSignature();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (PairDestination pair : opened) {
            pair.close();
        }
        azurite.faults().clear();
    }

    void renewSignature() throws Exception {
        // Another one each time: its expiry is in it.
        Files.writeString(folder.resolve("sas"), azurite.sas(Duration.ofSeconds(3_600 + signatures++)));
    }

    /** As another process would have it. */
    PairDestination open(boolean transactions, Hook hook) throws Exception {
        StorageSettings storage = new StorageSettings(folder.toUri(), 1L << 30, 1L << 30);
        List<Member> storages = new ArrayList<>();
        for (String container : containers) {
            MonikerSpec lake = new MonikerSpec(
                    container,
                    "blob",
                    Map.of(
                            "container",
                            azurite.blobEndpoint() + "/" + container,
                            "sas-file",
                            folder.resolve("sas").toString()));
            storages.add(new Member(container, new HookedPart(Destinations.open(lake, storage), hook), millis::get));
        }
        MonikerSpec hub = new MonikerSpec(
                "notices",
                "eventhubs",
                Map.of(
                        "hub",
                        topic,
                        "name",
                        topic,
                        "bootstrap-servers",
                        broker.proxiedServers(),
                        "transactions",
                        String.valueOf(transactions)));
        PairDestination pair = new PairDestination(
                new PairSettings("m", List.of(), List.of(), false, "topic", 0),
                new Pool(storages),
                new Pool(List.of(
                        new Member("notices", new HookedPart(Destinations.open(hub, storage), hook), millis::get))),
                new Diversions(new LocalAppendStore(folder.resolve("pairs"))),
                millis::get);
        opened.add(pair);
        return pair;
    }

    void commit(PairDestination pair, SealedBatch batch) throws Exception {
        pair.commit(batch, batches.content(batch));
    }

    /** As a job does: again and again until it works. */
    void untilCommitted(PairDestination pair, SealedBatch batch) throws Exception {
        for (int attempt = 0; ; attempt++) {
            try {
                commit(pair, batch);
                return;
            } catch (Exception e) {
                assertThat(pair.classify(e)).as(e.toString()).isIn(FailureKind.TRANSIENT, FailureKind.CONFIGURATION);
                assertThat(attempt).as("attempts, last: " + e).isLessThan(20);
            }
        }
    }

    /** That each of these is one blob of one of the containers, and that one notice tells of it. */
    void assertOnce(List<SealedBatch> all) throws Exception {
        List<String> found = new ArrayList<>();
        for (String container : containers) {
            blobs.getBlobContainerClient(container).listBlobs().stream()
                    .map(blob -> blob.getName())
                    .filter(name -> name.endsWith(".csv.gz"))
                    .forEach(name -> found.add("/" + container + "/" + name));
        }
        assertThat(found).hasSize(all.size());
        List<String> told = new ArrayList<>();
        for (var event : broker.committed(topic)) {
            var notice = new ObjectMapper().readTree(event.value()).get(0);
            told.add(notice.path("id").asText());
            assertThat(found)
                    .filteredOn(blob -> notice.path("data").path("url").asText().endsWith(blob))
                    .hasSize(1);
        }
        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().map(SealedBatch::batchId).toList());
    }
}
