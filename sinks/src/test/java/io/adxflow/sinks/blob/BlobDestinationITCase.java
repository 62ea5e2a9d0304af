package io.adxflow.sinks.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class BlobDestinationITCase extends BlobTestBase {
    /** Sends blocks for every batch, as large ones have them. */
    private static final String[] BLOCKS = {"single-put-size", "0", "block-size", "64kb"};

    @Test
    void nobodySeesABatchBeforeItsCommit() throws Exception {
        SealedBatch batch = batches.batch("T", 3, 100_000);
        BlobDestination destination = open(BLOCKS);
        destination.stage(batch, batches.content(batch));
        assertThat(files()).isEmpty();
        destination.commit(batch, batches.content(batch));
        destination.sync();
        assertThat(bytes(files().get(0))).isEqualTo(batches.bytes(batch));
        assertOnce(List.of(batch));
    }

    @Test
    void aFileSaysWhatItIs() throws Exception {
        SealedBatch batch = rows("Cpu", 10);
        deliver(open("prefix", "lake/raw"), batch);
        String name = files().get(0);
        assertThat(name)
                .matches("lake/raw/Metrics/Cpu/dt=\\d{4}-\\d\\d-\\d\\d/hh=\\d\\d/" + batch.batchId()
                        + "\\.t1767323045000_1767323045999\\.csv\\.gz");
        assertThat(csv(name)).startsWith("2026-01-02T03:04:05.000Z,row-0,0.5\n").hasLineCount(10);
        assertThat(stored.getBlobClient(name).getProperties().getMetadata())
                .containsEntry("tablename", "Cpu")
                .containsEntry("rows", "10")
                .containsEntry("maxtimestampmillis", "1767323045999");
        assertThat(stored.getBlobClient(name).getTags())
                .containsEntry("table", "Cpu")
                .containsEntry("rows", "10")
                .containsEntry("from", "2026-01-02T03:04:05Z");
        assertThat(new String(bytes("lake/raw/Metrics/Cpu/_schema.json"), UTF_8))
                .contains("\"table\": \"Cpu\"", "{\"name\": \"Value\", \"type\": \"real\"}", SCHEMA);
    }

    @Test
    void aCommitThatIsRepeatedByAnotherProcessDoesNothingAndNeedsNoBytes() throws Exception {
        SealedBatch batch = rows("T", 10);
        deliver(open(), batch);
        BlobDestination other = open();
        other.commit(batch, batches.gone(batch));
        other.sync();
        other.commit(batch, batches.gone(batch));
        other.sync();
        assertOnce(List.of(batch));
    }

    @Test
    void anotherProcessCommitsWhatOneStagedWithoutItsBytes() throws Exception {
        for (String format : List.of("csv", "parquet")) {
            SealedBatch batch = rows("T" + format, 20_000);
            open("format", format, "single-put-size", "0", "block-size", "64kb").stage(batch, batches.content(batch));
            BlobDestination other = open("format", format, "single-put-size", "0", "block-size", "64kb");
            other.commit(batch, batches.gone(batch));
            other.sync();
        }
        assertThat(files()).hasSize(2);
    }

    @Test
    void aProcessThatDiesBeforeTheRecordLeavesItToTheNext() throws Exception {
        List<SealedBatch> all = new ArrayList<>();
        BlobDestination dying = open();
        for (int i = 0; i < 3; i++) {
            SealedBatch batch = rows("T" + i, 10);
            all.add(batch);
            dying.stage(batch, batches.content(batch));
            dying.commit(batch, batches.content(batch));
        }
        assertThat(manifest()).isEmpty();
        BlobDestination next = open();
        for (SealedBatch batch : all) {
            next.commit(batch, batches.content(batch));
        }
        next.sync();
        assertOnce(all);
    }

    @Test
    void lostAnswersDoubleNothing() throws Exception {
        List<SealedBatch> all = new ArrayList<>();
        for (String request :
                List.of("PUT .*comp=blocklist", "PUT .*comp=appendblock", "PUT .*\\.csv\\.gz\\?sv", "PUT .*_schema")) {
            // Five are more than the SDK repeats by itself.
            for (int times : new int[] {1, 5}) {
                BlobDestination destination = open(request.contains("blocklist") ? BLOCKS : new String[0]);
                azurite.faults().loseAnswer(request, times);
                SealedBatch batch = rows("T" + all.size(), 10);
                all.add(batch);
                untilDelivered(destination, batch);
                azurite.faults().clear();
            }
        }
        assertOnce(all);
    }

    @Test
    void twoProcessesThatCommitTheSameBatchesRecordEachOnce() throws Exception {
        List<SealedBatch> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add(rows("T" + i % 5, 5));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> both = new ArrayList<>();
        for (int process = 0; process < 3; process++) {
            BlobDestination destination = open();
            both.add(threads.submit(() -> {
                for (SealedBatch batch : all) {
                    untilDelivered(destination, batch);
                }
                return null;
            }));
        }
        for (Future<?> each : both) {
            each.get();
        }
        threads.shutdown();
        assertOnce(all);
    }

    @Test
    void aReaderOfTheManifestSeesEachFileOnceWhileFilesAreWritten() throws Exception {
        ManifestFiles small = new ManifestFiles("", 2_000, 4);
        List<ManifestEntry> seen = new ArrayList<>();
        ManifestReader reader = new ManifestReader(open().container(), small);
        List<SealedBatch> all = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<List<SealedBatch>>> writers = new ArrayList<>();
        for (int process = 0; process < 2; process++) {
            int number = process;
            BlobDestination destination = new BlobDestination(new BlobSettingsParser(moniker()).settings(), small);
            writers.add(threads.submit(() -> {
                List<SealedBatch> written = new ArrayList<>();
                for (int i = 0; i < 15; i++) {
                    SealedBatch batch = rows("T" + number, 1);
                    written.add(batch);
                    deliver(destination, batch);
                }
                destination.close();
                return written;
            }));
        }
        while (!writers.stream().allMatch(Future::isDone)) {
            reader.poll(seen::add);
        }
        reader.poll(seen::add);
        for (Future<List<SealedBatch>> writer : writers) {
            all.addAll(writer.get());
        }
        threads.shutdown();
        assertThat(seen)
                .extracting(ManifestEntry::batchId)
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().map(SealedBatch::batchId).toList());
        assertThat(stored.listBlobs().stream()
                        .filter(item -> item.getName().startsWith("_manifest/"))
                        .count())
                .as("files of the manifest")
                .isGreaterThan(5);
    }

    @Test
    void aSignatureThatIsRenewedInItsFileIsTakenUp() throws Exception {
        BlobDestination destination = open();
        deliver(destination, rows("T", 1));
        azurite.faults().expireSignatures();
        SealedBatch batch = rows("T", 1);
        assertThatThrownBy(() -> deliver(destination, batch)).satisfies(e -> {
            assertThat(destination.classify(e)).isEqualTo(FailureKind.CONFIGURATION);
            assertThat(e).hasMessageContaining("Storage Blob Data Contributor").hasMessageNotContaining("sig=");
        });
        renewSignature();
        untilDelivered(destination, batch);
        assertThat(manifest()).hasSize(2);
    }

    @Test
    void saysForHowLongAnAccountThatThrottlesWantsToBeLeftAlone() throws Exception {
        BlobDestination destination = open();
        azurite.faults().answer("PUT", 503, 100);
        assertThatThrownBy(() -> destination.probe()).satisfies(e -> {
            assertThat(destination.classify(e)).isEqualTo(FailureKind.TRANSIENT);
            assertThat(destination.retryAfterMillis(e)).isBetween(1L, 1_000L);
        });
    }

    @Test
    void aFullAccountIsWaitedFor() throws Exception {
        BlobDestination destination = open();
        SealedBatch batch = rows("T", 1);
        azurite.faults().answer("PUT", 507, 100);
        assertThatThrownBy(() -> deliver(destination, batch)).satisfies(e -> {
            assertThat(destination.classify(e)).isEqualTo(FailureKind.TRANSIENT);
            assertThat(e).hasMessageContaining("full");
        });
        azurite.faults().clear();
        untilDelivered(destination, batch);
        assertOnce(List.of(batch));
    }

    @Test
    void aContainerThatIsNotThereIsToldWithWhatToDo() throws Exception {
        BlobDestination destination = open("container", stored.getBlobContainerUrl() + "x");
        assertThatThrownBy(() -> deliver(destination, rows("T", 1))).satisfies(e -> {
            assertThat(destination.classify(e)).isEqualTo(FailureKind.CONFIGURATION);
            assertThat(e).hasMessageContaining("create the container");
        });
        assertThat(destination.diagnose(List.of()))
                .singleElement()
                .asString()
                .contains("cannot write", "create the container");
    }

    @Test
    void aRowThatIsNotOfItsSchemaIsItsBatchsAlone() throws Exception {
        BlobDestination destination = open("format", "parquet");
        SealedBatch bad = batches.of(
                new BatchKey("lake", "Metrics", "T", SCHEMA),
                "2026-01-02T03:04:05Z,x,1\nyesterday,x,1\n".getBytes(UTF_8),
                2,
                0,
                0);
        assertThatThrownBy(() -> deliver(destination, bad)).satisfies(e -> {
            assertThat(destination.classify(e)).isEqualTo(FailureKind.PERMANENT);
            assertThat(destination.scope(e)).isEqualTo(FailureScope.TABLE);
            assertThat(e).hasMessageContaining("row 2, column Timestamp: yesterday");
        });
    }

    @Test
    void aHealthyContainerHasNothingInTheWayAndNothingIsLeftBehind() throws Exception {
        assertThat(open().diagnose(List.of())).isEmpty();
        assertThat(stored.listBlobs()).isEmpty();
    }

    @Test
    void schemasOfAllProcessesAreToldTogether() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            BlobDestination destination = open();
            SealedBatch batch = batches.of(
                    new BatchKey("lake", "Metrics", "T", SCHEMA + ",C" + i + ":string"),
                    "2026-01-02T03:04:05Z,x,1,y\n".getBytes(UTF_8),
                    1,
                    0,
                    0);
            all.add(threads.submit(() -> {
                deliver(destination, batch);
                return null;
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        threads.shutdown();
        assertThat(new String(bytes("Metrics/T/_schema.json"), UTF_8)).contains("\"C0\"", "\"C1\"", "\"C2\"", "\"C3\"");
    }

    @Test
    void takesAConnectionStringFromAFile() throws Exception {
        Files.writeString(folder.resolve("connection"), azurite.connectionString());
        BlobDestination destination =
                new BlobDestination(new BlobSettingsParser(new io.adxflow.sinks.delivery.MonikerSpec(
                                "lake",
                                "blob",
                                java.util.Map.of(
                                        "container",
                                        stored.getBlobContainerName(),
                                        "connection-string-file",
                                        folder.resolve("connection").toString())))
                        .settings());
        deliver(destination, rows("T", 3));
        destination.close();
        assertThat(files()).hasSize(1);
    }
}
