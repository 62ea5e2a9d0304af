package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is acknowledged is committed once, whatever happens to the job in between. */
class ExactlyOnceITCase {
    private static final int SENDERS = 6;

    @TempDir
    Path folder;

    @Test
    void survivesTheLossOfItsTaskManagerUnderLoad() throws Exception {
        try (PipelineCluster cluster = new PipelineCluster(folder, 2)) {
            cluster.start(2, null);
            try (RetryingSenders senders = new RetryingSenders(cluster.writeUrl(), SENDERS)) {
                for (int i = 0; i < 3; i++) {
                    senders.awaitAcknowledged(60);
                    cluster.replaceTaskManager();
                    cluster.awaitReaders(2);
                }
                senders.awaitAcknowledged(60);
                awaitEverySampleOnce(senders.end());
                awaitNothingLeft();
            }
        }
    }

    @Test
    void survivesRescalingFromTwoToFourToThreeUnderLoad() throws Exception {
        try (PipelineCluster cluster = new PipelineCluster(folder, 4)) {
            cluster.start(2, null);
            try (RetryingSenders senders = new RetryingSenders(cluster.writeUrl(), SENDERS)) {
                for (int parallelism : new int[] {4, 3}) {
                    senders.awaitAcknowledged(100);
                    String savepoint = cluster.stop();
                    cluster.start(parallelism, savepoint);
                }
                senders.awaitAcknowledged(100);
                awaitEverySampleOnce(senders.end());
                awaitNothingLeft();
            }
        }
    }

    @Test
    void keepsOpenBatchesOverAStopWithSavepoint() throws Exception {
        long samples;
        String savepoint;
        try (PipelineCluster cluster = new PipelineCluster(folder, 2, "batch.max-age=1 h", "batch.small-max-age=1 h")) {
            cluster.start(2, null);
            try (RetryingSenders senders = new RetryingSenders(cluster.writeUrl(), SENDERS)) {
                senders.awaitAcknowledged(100);
                samples = senders.end();
            }
            savepoint = cluster.stop();
            assertThat(CommittedFiles.visibleFiles(folder.resolve("tables"))).isEmpty();
        }
        try (PipelineCluster cluster = new PipelineCluster(folder, 2)) {
            cluster.start(2, savepoint);
            awaitEverySampleOnce(samples);
            awaitNothingLeft();
        }
    }

    @Test
    void commitsByAgeWithoutAnybodyStoppingIt() throws Exception {
        try (PipelineCluster cluster = new PipelineCluster(folder, 2)) {
            cluster.start(2, null);
            try (RetryingSenders senders = new RetryingSenders(cluster.writeUrl(), SENDERS)) {
                senders.awaitAcknowledged(50);
                awaitEverySampleOnce(senders.end());
                awaitNothingLeft();
            }
        }
    }

    @Test
    void commitsEverythingWhenItIsStoppedWithADrain() throws Exception {
        try (PipelineCluster cluster = new PipelineCluster(folder, 2, "batch.max-age=1 h", "batch.small-max-age=1 h")) {
            cluster.start(2, null);
            try (RetryingSenders senders = new RetryingSenders(cluster.writeUrl(), SENDERS)) {
                senders.awaitAcknowledged(100);
                long samples = senders.end();
                cluster.drain();
                assertEverySampleOnce(samples);
            }
        }
    }

    private void awaitEverySampleOnce(long samples) throws Exception {
        CommonTestUtils.waitUtil(
                () -> committedSamples().size() >= samples, Duration.ofMinutes(5), "not committed: " + samples);
        assertEverySampleOnce(samples);
    }

    private void assertEverySampleOnce(long samples) {
        List<Long> committed = committedSamples();
        assertThat(committed).doesNotHaveDuplicates();
        assertThat(committed)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, samples).boxed().toList());
    }

    private List<Long> committedSamples() {
        try {
            List<Long> samples = new ArrayList<>();
            for (List<String> lines :
                    CommittedFiles.sortedLines(folder.resolve("tables/Metrics")).values()) {
                for (String line : lines) {
                    samples.add(Long.parseLong(line.substring(line.lastIndexOf(',') + 1)));
                }
            }
            return samples;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitNothingLeft() throws Exception {
        CommonTestUtils.waitUtil(() -> leftovers().isEmpty(), Duration.ofMinutes(5), "files are left in " + folder);
    }

    private List<Path> leftovers() {
        try {
            List<Path> left = new ArrayList<>(CommittedFiles.files(folder.resolve("bodies")));
            left.addAll(CommittedFiles.files(folder.resolve("segments")));
            left.addAll(CommittedFiles.files(folder.resolve("tables/.staging")));
            return left;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
