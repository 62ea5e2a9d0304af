package io.adxflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.bench.run.JobCommand;
import io.adxflow.bench.run.JobHttp;
import io.adxflow.bench.run.JobProcess;
import io.adxflow.bench.run.ProcessMemory;
import io.adxflow.job.cli.classdata.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Half an hour of log records from ten thousand resources, whose attributes have new values in every record and new names in every
 * body: the whole heap is never collected at once, and every record that was acknowledged is committed.
 */
@Tag("soak")
class LogsSoakITCase {
    private static final int MINUTES = Integer.getInteger("adxflow.soak.minutes", 30);
    private static final int RECORDS_PER_SECOND = Integer.getInteger("adxflow.soak.rate", 10_000);
    private static final long SEED = Long.getLong("adxflow.seed", 1);
    private static final int SENDERS = 8;
    private static final Duration RETRY = Duration.ofMillis(500);

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong bodies = new AtomicLong();

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void logsOfTenThousandResourcesNeverCollectTheWholeHeap() throws Exception {
        int[] ports = FreePorts.find(3);
        Path collections = folder.resolve("gc.log");
        Path output = folder.resolve("output");
        JobCommand command = new JobCommand(
                JobCommand.projectRoot(),
                folder.resolve("data"),
                ports[0],
                0,
                ports[1],
                ports[2],
                List.of("-Xmx1g", "-Xlog:gc:file=" + collections),
                List.of());
        JobHttp http = new JobHttp(ports[1], ports[2]);
        try (JobProcess job = JobProcess.start(command.byJava(), output)) {
            Waiting.until("the job takes requests", () -> {
                assertThat(job.isAlive()).as(() -> read(output)).isTrue();
                return http.isReady();
            });
            send(URI.create("http://127.0.0.1:" + ports[0] + "/v1/logs"));
            long rss = ProcessMemory.peakRssMib(job.pid());
            Waiting.until("every acknowledged record is committed", () -> {
                double committed = http.metrics().getOrDefault("adxflow_committed_rows_total", 0.0);
                assertThat(committed).as("seed " + SEED).isLessThanOrEqualTo((double) acknowledged.get());
                return committed == (double) acknowledged.get();
            });
            job.terminate();
            assertThat(job.awaitExit(Duration.ofMinutes(3)))
                    .as(() -> read(output))
                    .isZero();

            List<String> pauses = Files.readAllLines(collections).stream()
                    .filter(line -> line.contains("Pause"))
                    .toList();
            System.out.printf(
                    "%d minutes, seed %d: %d records, %d pauses, the longest %.1f ms, peak resident set %d MiB%n",
                    MINUTES, SEED, acknowledged.get(), pauses.size(), longestMillis(pauses), rss);
            assertThat(acknowledged.get()).isPositive();
            assertThat(pauses)
                    .as("collections of the whole heap, seed " + SEED)
                    .noneMatch(line -> line.contains("Pause Full"));
        } finally {
            threads.shutdownNow();
        }
    }

    /** Sends at the rate, from several connections, until the time is over. */
    private void send(URI target) throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
        long perBody = ChurningLogs.RECORDS_PER_BODY;
        long pauseNanos = TimeUnit.SECONDS.toNanos(1) * perBody * SENDERS / RECORDS_PER_SECOND;
        HttpClient client = HttpClient.newHttpClient();
        List<Future<Long>> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            ChurningLogs logs = new ChurningLogs(SEED + i);
            Callable<Long> sender = () -> {
                long sent = 0;
                for (long next = System.nanoTime(); next < end; next += pauseNanos) {
                    TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
                    sendUntilTaken(client, target, logs.body(bodies.getAndIncrement()));
                    acknowledged.addAndGet(perBody);
                    sent++;
                }
                return sent;
            };
            senders.add(threads.submit(sender));
        }
        for (Future<Long> sender : senders) {
            assertThat(sender.get()).isPositive();
        }
    }

    private static void sendUntilTaken(HttpClient client, URI target, byte[] body)
            throws IOException, InterruptedException {
        while (true) {
            HttpRequest request = HttpRequest.newBuilder(target)
                    .timeout(Duration.ofMinutes(1))
                    .header("Content-Type", "application/x-protobuf")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 == 2) {
                return;
            }
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            // The job has too much to do: the same body comes again, as senders of OTLP do it.
            Thread.sleep(RETRY.toMillis());
        }
    }

    /** Of lines like {@code [1.2s][info][gc] GC(3) Pause Young (Normal) (G1 Evacuation Pause) 24M->5M(64M) 3.612ms}. */
    private static double longestMillis(List<String> pauses) {
        return pauses.stream()
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .filter(word -> word.endsWith("ms"))
                .mapToDouble(word -> Double.parseDouble(word.substring(0, word.length() - 2)))
                .max()
                .orElse(0);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
