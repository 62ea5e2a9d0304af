package io.adxflow.job;

import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Senders that behave like Prometheus' shards: each repeats its body, byte for byte, until it is answered with 2xx. Every sample
 * has a value of its own, counted up from 1, so that each can be found again.
 */
final class RetryingSenders implements AutoCloseable {
    private static final int TABLES = 7;
    static final int SAMPLES_PER_BODY = 20;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final ExecutorService threads;
    private final List<Future<?>> running = new ArrayList<>();
    private final AtomicLong nextSample = new AtomicLong(1);
    private final AtomicLong attempts = new AtomicLong();
    private final Semaphore acknowledged = new Semaphore(0);
    private volatile boolean ending;

    RetryingSenders(String url, int senders) {
        threads = Executors.newFixedThreadPool(senders);
        for (int i = 0; i < senders; i++) {
            WireFormat format = i % 2 == 0 ? WireFormat.REMOTE_WRITE_1 : WireFormat.REMOTE_WRITE_2;
            String name = "s" + i;
            running.add(threads.submit(() -> sendUntilEnded(url, format, name)));
        }
    }

    private void sendUntilEnded(String url, WireFormat format, String name) {
        while (!ending) {
            long first = nextSample.getAndAdd(SAMPLES_PER_BODY);
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .header("Content-Encoding", "snappy")
                    .header(
                            "Content-Type",
                            format == WireFormat.REMOTE_WRITE_1
                                    ? "application/x-protobuf"
                                    : "application/x-protobuf;proto=io.prometheus.write.v2.Request")
                    .timeout(Duration.ofSeconds(30))
                    .POST(BodyPublishers.ofByteArray(body(first, format, name)))
                    .build();
            while (!attempt(request)) {
                // As Prometheus does; the pause keeps a listener that is away from being asked in a tight loop.
                Thread.onSpinWait();
            }
            acknowledged.release();
        }
    }

    private boolean attempt(HttpRequest request) {
        attempts.incrementAndGet();
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() / 100 == 4) {
                throw new AssertionError("refused: " + response.statusCode() + " " + response.body());
            }
            return response.statusCode() / 100 == 2;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private static byte[] body(long first, WireFormat format, String name) {
        BodyBuilder body = new BodyBuilder();
        for (long sample = first; sample < first + SAMPLES_PER_BODY; sample++) {
            body.series("table_" + sample % TABLES, "sender", name, "series", Long.toString(sample % 100))
                    .sample(1_700_000_000_000L + sample, sample);
        }
        return body.compressed(format);
    }

    /** Waits until this many more bodies are acknowledged. */
    void awaitAcknowledged(int bodies) throws InterruptedException {
        if (!acknowledged.tryAcquire(bodies, 5, TimeUnit.MINUTES)) {
            throw new AssertionError("not acknowledged: " + bodies + " bodies");
        }
    }

    /** Sends no new bodies, waits until those under way are acknowledged, and returns how many samples were. */
    long end() throws Exception {
        ending = true;
        for (Future<?> sender : running) {
            sender.get(5, TimeUnit.MINUTES);
        }
        return nextSample.get() - 1;
    }

    long attempts() {
        return attempts.get();
    }

    @Override
    public void close() {
        ending = true;
        threads.shutdownNow();
    }
}
