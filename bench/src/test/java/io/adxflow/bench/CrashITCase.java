package io.adxflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.bench.check.CommittedFile;
import io.adxflow.bench.check.CommittedRows;
import io.adxflow.bench.load.Endpoints;
import io.adxflow.bench.load.LoadListener;
import io.adxflow.bench.load.LoadResult;
import io.adxflow.bench.load.Workload;
import io.adxflow.bench.run.JobCommand;
import io.adxflow.bench.run.JobProcess;
import io.adxflow.job.cli.classdata.FreePorts;
import io.adxflow.sources.wire.WireFormat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the real process with SIGKILL under load, again and again. What decides the moment is a number of attempts or of
 * acknowledgements, so that kills fall between and within checkpoints, and into starts as well.
 */
class CrashITCase {
    private static final int KILLS = Integer.getInteger("adxflow.crash.kills", 20);
    private static final long SEED = Long.getLong("adxflow.crash.seed", 1);
    private static final int SENDERS = 3;
    private static final int LONGEST_START_SECONDS = 90;
    private static final int GZIP_FILES_AT_ONCE = 500;
    /** Prometheus waits up to 5 s; with 20 kills that would be most of the test. */
    private static final Duration LONGEST_BACKOFF = Duration.ofMillis(400);

    @TempDir
    private Path folder;

    private final Semaphore attempts = new Semaphore(0);
    private final Semaphore acknowledgements = new Semaphore(0);
    private final Random random = new Random(SEED);
    private final ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
    private final List<RetryingSender> senders = new ArrayList<>();
    private final List<Future<LoadResult>> results = new ArrayList<>();
    private Path data;
    private Path log;
    private JobCommand command;
    private JobProcess job;

    @BeforeEach
    void start() throws IOException {
        data = folder.resolve("data");
        log = folder.resolve("job.log");
        int[] ports = FreePorts.find(3);
        command = new JobCommand(
                JobCommand.projectRoot(),
                data,
                ports[0],
                0,
                ports[1],
                ports[2],
                List.of("-Xmx1g"),
                List.of("checkpoint.interval=200ms", "batch.max-age=2s", "batch.small-max-age=3s"));
        Endpoints endpoints = Endpoints.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports[0]));
        for (int i = 0; i < SENDERS; i++) {
            WireFormat format = i == 0 ? WireFormat.REMOTE_WRITE_2 : WireFormat.REMOTE_WRITE_1;
            Workload workload = new Workload("crash " + i, 40, 2_000, 50, 1, 1_500, 15_000, SEED + i);
            RetryingSender sender = new RetryingSender(endpoints, workload, format, LONGEST_BACKOFF, counting());
            senders.add(sender);
            results.add(threads.submit(sender));
        }
        job = JobProcess.start(command.byJava(), log);
    }

    private LoadListener counting() {
        return new LoadListener() {
            @Override
            public void attempted(long body) {
                attempts.release();
            }

            @Override
            public void acknowledged(long body) {
                acknowledgements.release();
            }
        };
    }

    @AfterEach
    void stop() throws InterruptedException {
        threads.shutdownNow();
        job.close();
    }

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void everyAcknowledgedSampleIsCommittedExactlyOnceHoweverOftenTheProcessIsKilled() throws Exception {
        System.out.printf("seed %d, %d kills%n", SEED, KILLS);
        for (int kill = 0; kill < KILLS; kill++) {
            awaitMoment();
            job.kill();
            job = JobProcess.start(command.byJava(), log);
        }
        awaitAcknowledgements(1);
        senders.forEach(RetryingSender::finish);
        for (Future<LoadResult> result : results) {
            System.out.println(result.get());
        }
        job.terminate();

        assertThat(job.awaitExit(Duration.ofMinutes(2))).as(this::lastOfLog).isZero();
        assertThat(senders).allSatisfy(sender -> assertThat(sender.failures()).isEmpty());
        assertEverySampleOnce();
        assertThat(filesBelow(data.resolve("bodies"))).isEmpty();
        assertThat(filesBelow(data.resolve("segments"))).isEmpty();
        assertGzipAgrees();
    }

    /** One kill in five falls into the start; the others come when the job has begun to acknowledge. */
    private void awaitMoment() throws InterruptedException {
        if (random.nextInt(5) == 0) {
            attempts.drainPermits();
            await(attempts, 1 + random.nextInt(400));
            return;
        }
        awaitAcknowledgements(1);
        if (random.nextBoolean()) {
            awaitAcknowledgements(1 + random.nextInt(200));
        } else {
            attempts.drainPermits();
            await(attempts, 1 + random.nextInt(400));
        }
    }

    private void awaitAcknowledgements(int count) throws InterruptedException {
        acknowledgements.drainPermits();
        await(acknowledgements, count);
    }

    private void await(Semaphore events, int count) throws InterruptedException {
        assertThat(events.tryAcquire(count, LONGEST_START_SECONDS, TimeUnit.SECONDS))
                .as(this::lastOfLog)
                .isTrue();
    }

    private String lastOfLog() {
        try {
            List<String> lines = Files.readAllLines(log);
            return "seed " + SEED + "; the job's last lines:\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void assertEverySampleOnce() throws IOException {
        SampleCensus census = new SampleCensus();
        senders.forEach(sender -> census.expect(sender.generator()));
        for (CommittedFile file : CommittedRows.listMetrics(data.resolve("tables"))) {
            file.visitRows(row -> census.row(file.table(), row));
        }
        System.out.printf("%d rows committed%n", census.rows());
        assertThat(census.strange()).as("rows nobody sent, seed %d", SEED).isEmpty();
        assertThat(census.doubled()).as("samples there twice, seed %d", SEED).isEmpty();
        for (RetryingSender sender : senders) {
            assertThat(sender.acknowledged().cardinality()).isPositive();
            assertThat(census.notOnce(sender.generator(), sender.acknowledged()))
                    .as("acknowledged samples that are not there once, seed %d", SEED)
                    .isEmpty();
        }
    }

    private static List<Path> filesBelow(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(parent)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** The other reader, {@link CommittedFile}, stops after the first member and has read every file by now. */
    private void assertGzipAgrees() throws Exception {
        List<String> files = CommittedRows.list(data.resolve("tables")).stream()
                .map(file -> file.path().toString())
                .toList();
        for (int from = 0; from < files.size(); from += GZIP_FILES_AT_ONCE) {
            List<String> words = new ArrayList<>(List.of("gzip", "-t"));
            words.addAll(files.subList(from, Math.min(files.size(), from + GZIP_FILES_AT_ONCE)));
            Process gzip = new ProcessBuilder(words).inheritIO().start();
            assertThat(gzip.waitFor()).isZero();
        }
    }
}
