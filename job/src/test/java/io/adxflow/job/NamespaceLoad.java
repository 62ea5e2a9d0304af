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
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Senders of one namespace, who repeat each body until it is acknowledged. Every sample has a value of its own. */
final class NamespaceLoad implements AutoCloseable {
    static final int SAMPLES_PER_BODY = 100;
    private static final long RETRY_NANOS = 20_000_000;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI url;
    private final String namespace;
    private final long pauseNanos;
    private final ExecutorService threads;
    private final List<Future<?>> running = new ArrayList<>();
    private final AtomicLong nextBody = new AtomicLong();
    private final Semaphore acknowledged = new Semaphore(0);
    private final Collection<HttpResponse<String>> refusals = new ConcurrentLinkedQueue<>();
    private volatile boolean ending;

    /** @param pause of each sender after an answer */
    NamespaceLoad(PipelineCluster cluster, String namespace, int senders, Duration pause) {
        url = URI.create(cluster.writeUrl().replace("/api/", "/n/" + namespace + "/api/"));
        this.namespace = namespace;
        this.pauseNanos = pause.toNanos();
        threads = Executors.newFixedThreadPool(senders);
        for (int i = 0; i < senders; i++) {
            running.add(threads.submit(this::sendUntilEnded));
        }
    }

    private Void sendUntilEnded() throws IOException, InterruptedException {
        while (!ending) {
            HttpRequest request = HttpRequest.newBuilder(url)
                    .header("Content-Encoding", "snappy")
                    .header("Content-Type", "application/x-protobuf")
                    .timeout(Duration.ofSeconds(60))
                    .POST(BodyPublishers.ofByteArray(body(nextBody.getAndIncrement())))
                    .build();
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            while (response.statusCode() != 204) {
                refusals.add(response);
                // Sooner than it is told: whoever does not listen gets no more by it.
                LockSupport.parkNanos(RETRY_NANOS);
                response = client.send(request, BodyHandlers.ofString());
            }
            acknowledged.release();
            LockSupport.parkNanos(pauseNanos);
        }
        return null;
    }

    private byte[] body(long number) {
        BodyBuilder body = new BodyBuilder();
        long first = number * SAMPLES_PER_BODY + 1;
        for (long sample = first; sample < first + SAMPLES_PER_BODY; sample++) {
            body.series("of_" + namespace, "series", Long.toString(sample % 1_000))
                    .sample(1_700_000_000_000L + sample, sample);
        }
        return body.compressed(WireFormat.REMOTE_WRITE_1);
    }

    void awaitAcknowledged(int bodies) throws InterruptedException {
        if (!acknowledged.tryAcquire(bodies, 5, TimeUnit.MINUTES)) {
            throw new AssertionError(bodies + " bodies are not acknowledged: " + soFar());
        }
    }

    /** Samples of bodies that are answered or under way. */
    long samples() {
        return nextBody.get() * SAMPLES_PER_BODY;
    }

    Collection<HttpResponse<String>> refusals() {
        return refusals;
    }

    /** Sends no new bodies, waits until those under way are acknowledged, and returns how many samples were. */
    long end() throws Exception {
        ending = true;
        for (Future<?> each : running) {
            each.get(5, TimeUnit.MINUTES);
        }
        return samples();
    }

    /** How far it is, what it was told last, and what ended a sender too early. */
    String soFar() {
        String told = "";
        for (HttpResponse<String> refusal : refusals) {
            told = refusal.statusCode() + " " + refusal.body().strip();
        }
        String ended = "";
        for (Future<?> each : running) {
            if (each.isDone() && !ending) {
                try {
                    each.get();
                } catch (Exception e) {
                    ended += " " + e;
                }
            }
        }
        return acknowledged.availablePermits() + " bodies of " + namespace + " acknowledged, " + refusals.size()
                + " times refused, at last with: " + told + "; senders ended by:" + ended;
    }

    @Override
    public void close() {
        ending = true;
        threads.shutdownNow();
    }
}
