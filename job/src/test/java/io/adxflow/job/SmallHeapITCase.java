package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.SwollenBodies.Swollen;
import io.adxflow.job.cli.classdata.FreePorts;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process with a heap of 512 MB lives through every body that is small on the wire and large in memory, by every protocol, several
 * at once, and serves its other senders meanwhile.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class SmallHeapITCase {
    private static final int HOSTILE_SENDERS = 4;
    /** Decompressed. These go to the limit of what is decoded, */
    private static final int LARGE_BYTES = 24 << 20;
    /** these through it, into rows, */
    private static final int SMALL_BYTES = 3 << 20;
    /** and these are as large as messages may be, or half of it. */
    private static final int MESSAGE_BYTES = 6 << 20;

    /** How often a hostile sender comes again when it is told to. */
    private static final int ATTEMPTS = 200;

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final int[] ports = FreePorts.find(4);
    private Process process;
    private Path log;

    private record Sized(Swollen kind, int bytes) {}

    /** What a hostile body came to. */
    private record Told(String name, int wireBytes, int decompressedBytes, int status, String message) {}

    SmallHeapITCase() throws IOException {}

    @BeforeEach
    void start() throws Exception {
        log = folder.resolve("job.log");
        List<String> command = new ArrayList<>(
                List.of(ProcessHandle.current().info().command().orElseThrow(), "-Xmx512m", "-XX:+UseG1GC"));
        List<String> own = ManagementFactory.getRuntimeMXBean().getInputArguments();
        for (String argument : own) {
            if (argument.startsWith("--add-")) {
                command.add(argument);
            }
        }
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "io.adxflow.job.Main",
                "run",
                "--data",
                folder.resolve("data").toString(),
                "--http",
                "127.0.0.1:" + ports[0],
                "--otlp-http",
                "off",
                "--otlp-grpc",
                "127.0.0.1:" + ports[1],
                "--ops",
                "127.0.0.1:" + ports[2],
                "--ui",
                "127.0.0.1:" + ports[3],
                "--query",
                "off",
                "--set",
                "checkpoint.interval=250 ms",
                "--set",
                "batch.max-age=5 s",
                // What is turned away for the time it waits is not the matter here.
                "--set",
                "ingest.queue-time=1h"));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        for (int i = 0; i < 600 && !isReady(); i++) {
            assertThat(process.isAlive()).as(this::logs).isTrue();
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(isReady()).as(this::logs).isTrue();
    }

    @AfterEach
    void stop() throws Exception {
        process.destroyForcibly().waitFor();
    }

    @Test
    void livesThroughSwollenBodiesOfEveryProtocolAndServesOthers() throws Exception {
        Queue<Sized> left = new ConcurrentLinkedQueue<>();
        // 16.7 million series without anything in them: 1.6 MB on the wire.
        left.add(new Sized(SwollenBodies.all().get(0), 33_400_000));
        for (Swollen kind : SwollenBodies.all()) {
            if (kind.grpc()) {
                left.add(new Sized(kind, MESSAGE_BYTES));
            } else {
                left.add(new Sized(kind, LARGE_BYTES));
                left.add(new Sized(kind, SMALL_BYTES));
            }
        }
        int bodies = left.size();
        Queue<Told> told = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        AtomicInteger hostile = new AtomicInteger(HOSTILE_SENDERS);
        Innocents innocents = new Innocents(hostile);
        try (OtlpSender calls = new OtlpSender(ports[0], ports[1])) {
            List<Future<?>> running = new ArrayList<>();
            running.add(threads.submit(innocents::sendSamples));
            running.add(threads.submit(innocents::sendLogs));
            for (int i = 0; i < HOSTILE_SENDERS; i++) {
                running.add(threads.submit(() -> {
                    try {
                        for (Sized body = left.poll(); body != null; body = left.poll()) {
                            told.add(send(body, calls));
                        }
                    } finally {
                        hostile.decrementAndGet();
                    }
                    return null;
                }));
            }
            for (Future<?> thread : running) {
                thread.get(10, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
            print(told, innocents);
            failures().forEach(System.out::println);
        }
        assertThat(told).hasSize(bodies);
        assertThat(process.isAlive()).as(this::logs).isTrue();
        assertThat(failures()).isEmpty();
        assertThat(told)
                .allSatisfy(one -> assertThat(one.status()).as("%s", one).isIn(200, 204, 400, 413));
        assertThat(innocents.samples.get()).isGreaterThan(5);
        assertThat(innocents.logs.get()).isGreaterThan(5);
    }

    private Told send(Sized sized, OtlpSender calls) throws Exception {
        Swollen swollen = sized.kind();
        byte[] made = swollen.content().make(new SwollenBodies.Fill(sized.bytes()));
        byte[] body = swollen.compressed(made);
        int decompressed = made.length;
        String name = swollen.toString();
        Told told = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (swollen.grpc()) {
                OtlpSender.Answer answer =
                        calls.call(swollen.format().signal(), "Swollen", body).get();
                told = new Told(name, body.length, decompressed, answer.status(), answer.message());
            } else {
                HttpResponse<String> answer = post(swollen.format(), "/Swollen", body);
                told = new Told(name, body.length, decompressed, answer.statusCode(), answer.body());
            }
            if (told.status() != 503) {
                return told;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return told;
    }

    private HttpResponse<String> post(WireFormat format, String database, byte[] body)
            throws IOException, InterruptedException {
        String path =
                switch (format.signal()) {
                    case ROWS -> throw new IllegalArgumentException("nobody sends rows");
                    case REMOTE_WRITE -> "/api/v1/write";
                    case LOGS -> "/v1/logs";
                    case TRACES -> "/v1/traces";
                    case METRICS -> "/v1/metrics";
                };
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + ports[0] + path + database))
                .timeout(Duration.ofMinutes(4))
                .POST(BodyPublishers.ofByteArray(body));
        if (format.isOtlp()) {
            request.header("Content-Type", OtlpSender.contentType(format.encoding()));
        } else {
            request.header(
                    "Content-Type",
                    format == WireFormat.REMOTE_WRITE_1
                            ? "application/x-protobuf"
                            : "application/x-protobuf;proto=io.prometheus.write.v2.Request");
        }
        if (format.compression() != Compression.NONE) {
            request.header("Content-Encoding", format.compression().name().toLowerCase(java.util.Locale.ROOT));
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private boolean isReady() {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports[2] + "/readyz"))
                    .build();
            return client.send(request, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** What its logs tell of tasks that failed, and of memory. */
    private List<String> failures() throws IOException {
        List<String> failures = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".log")).toList()) {
                // Body logs have the same ending, and are no text.
                for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                    if (line.contains("OutOfMemoryError") || line.contains("to FAILED") || line.contains("Caused by")) {
                        failures.add(file.getFileName() + ": " + line);
                    }
                }
            }
        }
        return failures;
    }

    private String logs() {
        try {
            String text = Files.readString(log);
            return text.substring(Math.max(0, text.length() - 8000));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void print(Queue<Told> told, Innocents innocents) {
        Map<Integer, Integer> statuses = new TreeMap<>();
        told.forEach(one -> statuses.merge(one.status(), 1, Integer::sum));
        told.forEach(one -> System.out.printf(
                "SmallHeapITCase: %d, %,d B of %,d B: %s: %s%n",
                one.status(),
                one.decompressedBytes(),
                one.wireBytes(),
                one.name(),
                one.message().lines().findFirst().orElse("")));
        System.out.printf(
                "SmallHeapITCase: %d bodies answered %s; beside them %d requests of samples and %d of logs were taken,"
                        + " after %d that were told to come again; the slowest took %d ms%n",
                told.size(),
                statuses,
                innocents.samples.get(),
                innocents.logs.get(),
                innocents.again.get(),
                innocents.slowestMillis.get());
    }

    /** Senders of small bodies, which repeat each until it is taken and are told nothing but to come again. */
    private final class Innocents {
        final AtomicInteger samples = new AtomicInteger();
        final AtomicInteger logs = new AtomicInteger();
        final AtomicInteger again = new AtomicInteger();
        final AtomicInteger slowestMillis = new AtomicInteger();
        private final AtomicInteger hostile;

        Innocents(AtomicInteger hostile) {
            this.hostile = hostile;
        }

        Void sendSamples() throws Exception {
            while (hostile.get() > 0) {
                int number = samples.get();
                BodyBuilder body = new BodyBuilder();
                for (int i = 0; i < 20; i++) {
                    body.series("innocent_" + i % 5, "series", "" + i).sample(1_700_000_000_000L + number, number);
                }
                WireFormat format = number % 2 == 0 ? WireFormat.REMOTE_WRITE_1 : WireFormat.REMOTE_WRITE_2;
                deliver(format, body.compressed(format));
                samples.incrementAndGet();
            }
            return null;
        }

        Void sendLogs() throws Exception {
            while (hostile.get() > 0) {
                byte[] body = HostileOtlp.protobuf(Signal.LOGS, "innocent-" + logs.get(), HostileOtlp.ONE);
                deliver(WireFormat.otlp(Signal.LOGS, Encoding.PROTOBUF, Compression.NONE), body);
                logs.incrementAndGet();
            }
            return null;
        }

        private void deliver(WireFormat format, byte[] body) throws Exception {
            long start = System.nanoTime();
            while (true) {
                HttpResponse<String> answer = post(format, "/Innocent", body);
                if (answer.statusCode() / 100 == 2) {
                    break;
                }
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                again.incrementAndGet();
                TimeUnit.MILLISECONDS.sleep(20);
            }
            int millis = (int) ((System.nanoTime() - start) / 1_000_000);
            slowestMillis.accumulateAndGet(millis, Math::max);
        }
    }
}
