package io.adxflow.sinks.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.emulator.faults.StorageFaults.Rule;
import io.adxflow.sinks.batch.SealedBatch;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class SharedBlobsITCase extends BlobTestBase {
    private static final String[] SHARE = {"share-below", "64kb"};

    @Test
    void smallBatchesOfARoundAreOneBlobAndTheManifestSaysWhereEachStands() throws Exception {
        List<SealedBatch> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(rows("T" + i, 1 + i));
        }
        SealedBatch large = batches.batch("Large", 3, 100_000);
        all.add(large);
        BlobDestination destination = open(SHARE);
        for (SealedBatch batch : all) {
            destination.stage(batch, batches.content(batch));
        }
        Rule writes = azurite.faults().watch("PUT");
        for (SealedBatch batch : all) {
            destination.commit(batch, batches.content(batch));
        }
        assertThat(files()).as("before the round's end").hasSize(1);
        destination.sync();
        assertThat(writes.acted())
                .as("the large one, the shared blob, two for the manifest")
                .isLessThanOrEqualTo(4);
        assertThat(files()).hasSize(2);
        assertRecordedOnce(all);
    }

    @Test
    void aRoundThatIsLargeIsWrittenInSeveralBlobs() throws Exception {
        List<SealedBatch> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add(batches.batch("T" + i, 1, 1_000_000));
        }
        deliver(open("share-below", "1mb"), all);
        assertThat(files()).hasSize(2);
        assertRecordedOnce(all);
    }

    @Test
    void aCommitThatIsRepeatedByAnotherProcessDoesNothingAndNeedsNoBytes() throws Exception {
        List<SealedBatch> all = List.of(rows("T", 10), rows("U", 10));
        deliver(open(SHARE), all);
        BlobDestination other = open(SHARE);
        for (SealedBatch batch : all) {
            other.commit(batch, batches.gone(batch));
        }
        other.sync();
        assertThat(files()).hasSize(1);
        assertRecordedOnce(all);
    }

    @Test
    void whatAProcessHasWrittenAndNotRecordedCountsForNothing() throws Exception {
        List<SealedBatch> all = List.of(rows("T", 10), rows("U", 10));
        BlobDestination dying = open(SHARE);
        azurite.faults().answer("PUT .*comp=appendblock", 500, 100);
        assertThatThrownBy(() -> deliver(dying, all)).isInstanceOf(Exception.class);
        azurite.faults().clear();
        assertThat(files()).hasSize(1);
        assertThat(manifest()).isEmpty();
        BlobDestination next = open(SHARE);
        next.commit(all.get(1), batches.content(all.get(1)));
        next.commit(all.get(0), batches.content(all.get(0)));
        next.sync();
        assertThat(files()).hasSize(2);
        assertRecordedOnce(all);
    }

    @Test
    void lostAnswersDoubleNothing() throws Exception {
        List<SealedBatch> all = new ArrayList<>();
        for (String request : List.of("PUT .*comp=appendblock", "PUT .*_shared", "PUT .*_schema")) {
            // Five are more than the SDK repeats by itself.
            for (int times : new int[] {1, 5}) {
                BlobDestination destination = open(SHARE);
                azurite.faults().loseAnswer(request, times);
                for (int i = 0; i < 3; i++) {
                    SealedBatch batch = rows("T" + all.size(), 10);
                    all.add(batch);
                    untilDelivered(destination, batch);
                }
                azurite.faults().clear();
            }
        }
        assertRecordedOnce(all);
    }

    @Test
    void twoProcessesThatCommitTheSameBatchesRecordEachOnce() throws Exception {
        List<SealedBatch> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add(rows("T" + i % 5, 5));
        }
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Future<?>> both = new ArrayList<>();
        for (int process = 0; process < 3; process++) {
            BlobDestination destination = open(SHARE);
            both.add(threads.submit(() -> {
                for (int i = 0; i < all.size(); i += 3) {
                    deliver(destination, all.subList(i, i + 3));
                }
                return null;
            }));
        }
        for (Future<?> each : both) {
            each.get();
        }
        threads.shutdown();
        assertRecordedOnce(all);
    }

    @Test
    void aProcessThatGoesOnAfterAnotherTookOverRecordsNothingTwice() throws Exception {
        List<SealedBatch> all = List.of(rows("T", 10), rows("U", 10));
        BlobDestination thoughtDead = open(SHARE);
        for (SealedBatch batch : all) {
            thoughtDead.stage(batch, batches.content(batch));
            thoughtDead.commit(batch, batches.content(batch));
        }
        deliver(open(SHARE), all);
        thoughtDead.sync();
        for (SealedBatch batch : all) {
            thoughtDead.commit(batch, batches.gone(batch));
        }
        thoughtDead.sync();
        assertRecordedOnce(all);
    }

    @Test
    void whatHasAPlaceKeepsItWhenTheSettingChanges() throws Exception {
        SealedBatch one = rows("T", 10);
        SealedBatch other = rows("U", 10);
        deliver(open(SHARE), List.of(one));
        deliver(open(), List.of(other));
        for (BlobDestination next : List.of(open(), open(SHARE))) {
            next.commit(one, batches.gone(one));
            next.commit(other, batches.gone(other));
            next.sync();
        }
        assertThat(files()).hasSize(2);
        assertRecordedOnce(List.of(one, other));
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenWithTheNextRound() throws Exception {
        SealedBatch one = rows("T", 10);
        SealedBatch other = rows("U", 10);
        BlobDestination destination = open(SHARE);
        azurite.faults().answer("PUT .*_shared", 500, 100);
        assertThatThrownBy(() -> deliver(destination, List.of(one))).isInstanceOf(Exception.class);
        azurite.faults().clear();
        deliver(destination, List.of(other));
        destination.commit(one, batches.gone(one));
        destination.sync();
        assertThat(files()).hasSize(1);
        assertRecordedOnce(List.of(one, other));
    }

    private void deliver(BlobDestination destination, List<SealedBatch> all) throws Exception {
        for (SealedBatch batch : all) {
            destination.stage(batch, batches.content(batch));
        }
        for (SealedBatch batch : all) {
            destination.commit(batch, batches.content(batch));
        }
        destination.sync();
    }

    /** That each of these has one line, and that its rows are where the line says. */
    private void assertRecordedOnce(List<SealedBatch> expected) throws Exception {
        List<ManifestEntry> entries = manifest();
        assertThat(entries)
                .extracting(ManifestEntry::batchId)
                .containsExactlyInAnyOrderElementsOf(
                        expected.stream().map(SealedBatch::batchId).toList());
        for (ManifestEntry entry : entries) {
            SealedBatch batch = expected.stream()
                    .filter(one -> one.batchId().equals(entry.batchId()))
                    .findFirst()
                    .orElseThrow();
            byte[] file = bytes(entry.file());
            byte[] part = entry.length() == ManifestEntry.WHOLE
                    ? file
                    : Arrays.copyOfRange(file, (int) entry.offset(), (int) (entry.offset() + entry.length()));
            assertThat(text(part)).as(entry.file()).isEqualTo(text(batches.bytes(batch)));
        }
    }

    private static String text(byte[] gzip) throws Exception {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
