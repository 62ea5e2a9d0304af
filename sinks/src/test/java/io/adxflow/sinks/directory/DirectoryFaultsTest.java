package io.adxflow.sinks.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.CommittedRows;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import io.adxflow.sinks.events.EventBatches;
import io.adxflow.sinks.storage.HookedReads.Hook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in a folder after a fault: each batch as one whole file, and nothing beside it. */
class DirectoryFaultsTest {
    /** Of several slices, so that there is a middle. */
    private static final int ROWS = 3_000;

    @TempDir
    Path folder;

    private Path root;
    private EventBatches batches;

    /** What ends a process. */
    private static final class Died extends Error {}

    @BeforeEach
    void prepare() {
        root = folder.resolve("tables");
        batches = new EventBatches(folder.resolve("segments"));
    }

    @Test
    void aProcessThatDiesAtAnyStepIsFollowedByOneThatLeavesOneWholeFile() throws Exception {
        SealedBatch whileItWrites = batches.metrics("Cpu", ROWS);
        DirectoryDestination dying = open();
        assertThatThrownBy(() -> dying.stage(whileItWrites, batches.content(whileItWrites, slice -> {
                    if (slice == 1) {
                        throw new Died();
                    }
                })))
                .isInstanceOf(Died.class);
        try (Stream<Path> left = Files.list(root.resolve(".staging"))) {
            assertThat(left).as("half a file").hasSize(1);
        }
        SealedBatch staged = batches.metrics("Cpu", ROWS);
        dying.stage(staged, batches.content(staged));
        SealedBatch committed = batches.metrics("Cpu", ROWS);
        dying.stage(committed, batches.content(committed));
        dying.commit(committed, batches.content(committed));

        DirectoryDestination next = open();
        next.sweep();
        for (SealedBatch batch : List.of(whileItWrites, staged)) {
            next.commit(batch, batches.content(batch));
        }
        next.commit(committed, batches.gone(committed));
        next.sync();
        assertOnce(whileItWrites, staged, committed);
    }

    @Test
    void aProcessThatGoesOnAfterAnotherTookOverAddsNothing() throws Exception {
        for (boolean swept : new boolean[] {false, true}) {
            SealedBatch batch = batches.metrics("Cpu", ROWS);
            DirectoryDestination thoughtDead = open();
            DirectoryDestination other = open();
            Hook takeOver = slice -> {
                if (slice == 1) {
                    if (swept) {
                        other.sweep();
                    }
                    other.commit(batch, batches.content(batch));
                    other.sync();
                }
            };
            if (swept) {
                // Its half is gone with the rest of what others had begun.
                assertThatThrownBy(() -> thoughtDead.commit(batch, batches.content(batch, takeOver)))
                        .isInstanceOfSatisfying(NoSuchFileException.class, e -> assertThat(thoughtDead.classify(e))
                                .isEqualTo(FailureKind.TRANSIENT));
            } else {
                thoughtDead.commit(batch, batches.content(batch, takeOver));
            }
            thoughtDead.commit(batch, batches.gone(batch));
            thoughtDead.sync();
            assertOnce(batch);
            Files.delete(CommittedRows.files(root).get(0));
        }
    }

    @Test
    void processesThatCommitTheSameBatchesAtOnceLeaveOneFileEach() throws Exception {
        List<SealedBatch> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(batches.metrics("T" + i % 3, 20));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> processes = new ArrayList<>();
            for (int process = 0; process < 4; process++) {
                DirectoryDestination destination = open();
                processes.add(threads.submit(() -> {
                    for (SealedBatch batch : all) {
                        untilDelivered(destination, batch);
                    }
                    return null;
                }));
            }
            for (Future<?> process : processes) {
                process.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertOnce(all.toArray(SealedBatch[]::new));
    }

    @Test
    void aDiskThatIsFullIsWaitedForAndLeavesNothingHalf() throws Exception {
        SealedBatch batch = batches.metrics("Cpu", ROWS);
        DirectoryDestination destination = open();
        assertThatThrownBy(() -> destination.stage(batch, batches.content(batch, slice -> {
                    if (slice == 1) {
                        // As a write of the file says it, to which the rows are copied one slice after the other.
                        throw new IOException("No space left on device");
                    }
                })))
                .satisfies(e -> assertWaits(destination, e))
                .hasMessageContaining("No space left on device")
                .hasMessageContaining(root.toString());
        assertThat(root.resolve(".staging")).isEmptyDirectory();
        untilDelivered(destination, batch);
        assertOnce(batch);
    }

    @Test
    void aDiskThatIsAwayIsWaitedForAndHasEachBatchOnceWhenItIsBack() throws Exception {
        SealedBatch staged = batches.metrics("Cpu", ROWS);
        SealedBatch committed = batches.metrics("Cpu", ROWS);
        DirectoryDestination destination = open();
        destination.stage(staged, batches.content(staged));
        untilDelivered(destination, committed);
        Path away = Files.move(root, folder.resolve("away"));
        Files.writeString(root, "");
        assertThatThrownBy(() -> destination.commit(staged, batches.content(staged)))
                .satisfies(e -> assertWaits(destination, e));
        assertThatThrownBy(destination::probe).satisfies(e -> assertWaits(destination, e));
        Files.delete(root);
        Files.move(away, root);
        destination.probe();
        untilDelivered(destination, staged);
        destination.commit(committed, batches.gone(committed));
        assertOnce(staged, committed);
    }

    @Test
    void aFolderThatIsRefusedHasItsBatchesOnceWhenItIsNot() throws Exception {
        Files.createDirectories(root);
        Path inTheWay = Files.writeString(root.resolve("Metrics"), "");
        SealedBatch batch = batches.metrics("Cpu", ROWS);
        DirectoryDestination destination = open();
        assertThatThrownBy(() -> destination.commit(batch, batches.content(batch)))
                .satisfies(e -> {
                    assertThat(destination.classify(e)).isEqualTo(FailureKind.CONFIGURATION);
                    assertThat(destination.scope(e)).isEqualTo(FailureScope.DATABASE);
                });
        Files.delete(inTheWay);
        untilDelivered(destination, batch);
        assertOnce(batch);
    }

    private DirectoryDestination open() {
        return new DirectoryDestination(root);
    }

    private static void assertWaits(DirectoryDestination destination, Throwable failure) {
        assertThat(destination.classify(failure)).as(failure.toString()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(destination.scope(failure)).isEqualTo(FailureScope.DESTINATION);
    }

    private void untilDelivered(DirectoryDestination destination, SealedBatch batch) throws Exception {
        for (int attempt = 0; ; attempt++) {
            try {
                destination.stage(batch, batches.content(batch));
                destination.commit(batch, batches.content(batch));
                destination.sync();
                return;
            } catch (IOException e) {
                assertThat(destination.classify(e)).as(e.toString()).isEqualTo(FailureKind.TRANSIENT);
                assertThat(attempt).as("attempts, last: " + e).isLessThan(20);
            }
        }
    }

    /** That each of these is one file with its bytes, and that there are no others, nor anything begun. */
    private void assertOnce(SealedBatch... all) throws Exception {
        List<Path> files = CommittedRows.files(root);
        assertThat(files).hasSize(all.length);
        for (SealedBatch batch : all) {
            assertThat(files)
                    .filteredOn(file -> file.getFileName().toString().startsWith(batch.batchId()))
                    .singleElement()
                    .satisfies(
                            file -> assertThat(new String(CommittedRows.firstMember(Files.readAllBytes(file)), UTF_8))
                                    .hasLineCount((int) batch.rows()));
        }
        assertThat(root.resolve(".staging")).isEmptyDirectory();
    }
}
