package io.adxflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.bench.check.CommittedFile;
import io.adxflow.bench.load.Endpoints;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Senders of one namespace who want a number of bodies a second, whatever is answered: a body is repeated until it is acknowledged,
 * and those behind it become due meanwhile. Every sample has a value of its own, counted up from 1.
 */
final class OfferedLoad implements AutoCloseable {
    static final int SAMPLES_PER_BODY = 100;
    private static final long PAUSE_NANOS = 50_000_000;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Endpoints endpoints;
    private final String namespace;
    private final double bodiesPerSecond;
    private final ExecutorService threads;
    private final List<Future<?>> running = new ArrayList<>();
    private final AtomicLong nextBody = new AtomicLong();
    private final AtomicLong acknowledgedBodies = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();
    private final long begin = System.nanoTime();
    private volatile boolean ending;
    private volatile @Nullable String strange;

    OfferedLoad(Endpoints endpoints, String namespace, double bodiesPerSecond, int senders) {
        this.endpoints = endpoints;
        this.namespace = namespace;
        this.bodiesPerSecond = bodiesPerSecond;
        threads = Executors.newFixedThreadPool(senders);
        for (int i = 0; i < senders; i++) {
            running.add(threads.submit(this::sendUntilEnded));
        }
    }

    private Void sendUntilEnded() throws InterruptedException {
        while (true) {
            long number = nextBody.getAndIncrement();
            long due = begin + (long) (number / bodiesPerSecond * 1e9);
            while (!ending && due - System.nanoTime() > 0) {
                LockSupport.parkNanos(Math.min(PAUSE_NANOS, due - System.nanoTime()));
            }
            if (ending) {
                nextBody.decrementAndGet();
                return null;
            }
            byte[] body = body(number);
            while (!isTaken(body)) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            acknowledgedBodies.incrementAndGet();
        }
    }

    private boolean isTaken(byte[] body) throws InterruptedException {
        InetSocketAddress address = endpoints.next();
        if (address == null) {
            return false;
        }
        try {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + address.getPort() + "/n/" + namespace + "/api/v1/write"))
                            .header("Content-Encoding", "snappy")
                            .header("Content-Type", "application/x-protobuf")
                            .timeout(Duration.ofSeconds(60))
                            .POST(BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.ofString());
            if (response.statusCode() == 204) {
                return true;
            }
            refusals.incrementAndGet();
            if (response.statusCode() != 503
                    || response.headers().firstValueAsLong("Retry-After").orElse(0) <= 0) {
                strange = response.statusCode() + " " + response.headers().map() + " " + response.body();
            }
            return false;
        } catch (IOException e) {
            strange = e.toString();
            return false;
        }
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

    /** The values of all rows of these files; fails when one is there twice. */
    static BitSet values(List<CommittedFile> files) throws IOException {
        BitSet seen = new BitSet();
        for (CommittedFile file : files) {
            file.visitRows(row -> {
                int value = value(row);
                assertThat(seen.get(value)).as("%s twice", value).isFalse();
                seen.set(value);
            });
        }
        return seen;
    }

    /** What a sample counts. */
    static int value(List<String> row) {
        return (int) Double.parseDouble(row.get(row.size() - 1));
    }

    long acknowledgedBodies() {
        return acknowledgedBodies.get();
    }

    /** Answers that were not 204. */
    long refusals() {
        return refusals.get();
    }

    /** The last answer that was neither 204 nor 503 with a time to wait, or null. */
    @Nullable
    String strange() {
        return strange;
    }

    /** Sends no new bodies, waits until those under way are acknowledged, and returns how many samples were. */
    long end() throws Exception {
        ending = true;
        for (Future<?> each : running) {
            each.get(300, TimeUnit.SECONDS);
        }
        return nextBody.get() * SAMPLES_PER_BODY;
    }

    @Override
    public void close() {
        ending = true;
        threads.shutdownNow();
    }
}
