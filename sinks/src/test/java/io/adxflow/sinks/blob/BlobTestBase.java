package io.adxflow.sinks.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.StoredBatches;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.MonikerSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A destination over Azurite, in a container of its own for each test. */
abstract class BlobTestBase {
    static final String SCHEMA = "Timestamp:datetime,Name:string,Value:real";

    @TempDir
    static Path azuriteFolder;

    static AzuriteProcess azurite;

    @TempDir
    Path folder;

    StoredBatches batches;
    BlobContainerClient stored;
    private final List<BlobDestination> opened = new ArrayList<>();

    @BeforeAll
    static void startAzurite() throws Exception {
        String problem = AzuriteProcess.problem();
        Assumptions.assumeTrue(problem == null, problem);
        azurite = AzuriteProcess.start(azuriteFolder);
    }

    @AfterAll
    static void stopAzurite() throws Exception {
        if (azurite != null) {
            azurite.close();
        }
    }

    @BeforeEach
    void openContainer() throws Exception {
        batches = new StoredBatches(folder.resolve("segments"));
        stored = new BlobServiceClientBuilder()
                .connectionString(azurite.connectionString())
                .buildClient()
                .createBlobContainer("t" + UUID.randomUUID());
        renewSignature();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (BlobDestination each : opened) {
            each.close();
        }
        azurite.faults().clear();
    }

    void renewSignature() throws IOException {
        // Another one each time: its expiry is in it.
        Files.writeString(folder.resolve("sas"), azurite.sas(Duration.ofSeconds(3_600 + signatures++)));
    }

    private static int signatures;

    MonikerSpec moniker(String... keysAndValues) {
        Map<String, String> options = new HashMap<>(Map.of(
                "container",
                stored.getBlobContainerUrl(),
                "sas-file",
                folder.resolve("sas").toString()));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new MonikerSpec("lake", "blob", options);
    }

    /** Another destination, as another process would have it. */
    BlobDestination open(String... keysAndValues) {
        BlobDestination destination = new BlobDestination(new BlobSettingsParser(moniker(keysAndValues)).settings());
        opened.add(destination);
        return destination;
    }

    /** Rows {@code 2026-01-02T03:04:05.NNNZ,row-N,N}. */
    SealedBatch rows(String table, int count) throws IOException {
        StringBuilder csv = new StringBuilder();
        for (int i = 0; i < count; i++) {
            csv.append("2026-01-02T03:04:05.")
                    .append(String.format("%03d", i % 1_000))
                    .append("Z,row-")
                    .append(i)
                    .append(',')
                    .append(i)
                    .append(".5\n");
        }
        return batches.of(
                new BatchKey("lake", "Metrics", table, SCHEMA),
                csv.toString().getBytes(UTF_8),
                count,
                1_767_323_045_000L,
                1_767_323_045_999L);
    }

    /** Stages, commits and syncs. */
    void deliver(BlobDestination destination, SealedBatch batch) throws Exception {
        destination.stage(batch, batches.content(batch));
        destination.commit(batch, batches.content(batch));
        destination.sync();
    }

    /** As a job does: again and again until it works. */
    void untilDelivered(BlobDestination destination, SealedBatch batch) throws Exception {
        for (int attempt = 0; ; attempt++) {
            try {
                deliver(destination, batch);
                return;
            } catch (Exception e) {
                assertThat(destination.classify(e))
                        .as(e.toString())
                        .isIn(FailureKind.TRANSIENT, FailureKind.CONFIGURATION);
                assertThat(attempt).as("attempts, last: " + e).isLessThan(20);
            }
        }
    }

    /** All batches' files. */
    List<String> files() {
        return stored.listBlobs().stream()
                .map(item -> item.getName())
                .filter(name -> name.contains("/dt="))
                .toList();
    }

    byte[] bytes(String name) {
        return stored.getBlobClient(name).downloadContent().toBytes();
    }

    String csv(String name) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes(name)))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    /** All that a new reader of the manifest is told. */
    List<ManifestEntry> manifest() throws Exception {
        List<ManifestEntry> entries = new ArrayList<>();
        new ManifestReader(open().container(), new ManifestFiles("", 1 << 20, 40_000)).poll(entries::add);
        return entries;
    }

    /** That each of these has one file, recorded once, and that there are no others. */
    void assertOnce(List<SealedBatch> expected) throws Exception {
        List<String> ids = expected.stream().map(SealedBatch::batchId).toList();
        List<ManifestEntry> entries = manifest();
        assertThat(entries).extracting(ManifestEntry::batchId).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(files())
                .containsExactlyInAnyOrderElementsOf(
                        entries.stream().map(ManifestEntry::file).toList());
    }
}
