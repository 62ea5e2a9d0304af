package io.adxflow.sources.changes;

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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Senders that repeat a body, byte for byte, until it is acknowledged, wherever they are sent to. Every sample has a value of its
 * own, counted up from 1; of every body it is remembered which version was known to be done before it was sent first.
 */
public final class TracedSenders implements AutoCloseable {
    public static final int SAMPLES_PER_BODY = 20;
    private static final int TABLES = 5;
    private static final long PAUSE_NANOS = 2_000_000;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Supplier<@Nullable URI> urls;
    private final LongSupplier doneVersion;
    private final long pauseNanos;
    private final ExecutorService threads;
    private final List<Future<?>> running = new ArrayList<>();
    private final AtomicLong nextBody = new AtomicLong();
    private final Semaphore acknowledged = new Semaphore(0);
    private final Map<Long, Long> doneBefore = new ConcurrentHashMap<>();
    private volatile boolean ending;

    /**
     * @param urls where the next attempt goes, or null while nobody is there
     * @param doneVersion the newest version that somebody was told is done
     * @param pause of each sender between two bodies
     */
    public TracedSenders(Supplier<@Nullable URI> urls, int senders, LongSupplier doneVersion, Duration pause) {
        this.urls = urls;
        this.doneVersion = doneVersion;
        this.pauseNanos = pause.toNanos();
        threads = Executors.newFixedThreadPool(senders);
        for (int i = 0; i < senders; i++) {
            WireFormat format = i % 2 == 0 ? WireFormat.REMOTE_WRITE_1 : WireFormat.REMOTE_WRITE_2;
            String name = "s" + i;
            running.add(threads.submit(() -> sendUntilEnded(format, name)));
        }
    }

    private void sendUntilEnded(WireFormat format, String name) {
        while (!ending) {
            long body = nextBody.getAndIncrement();
            byte[] bytes = body(body, format, name);
            doneBefore.put(body, doneVersion.getAsLong());
            while (!attempt(bytes, format)) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            acknowledged.release();
            LockSupport.parkNanos(pauseNanos);
        }
    }

    private boolean attempt(byte[] body, WireFormat format) {
        URI url = urls.get();
        if (url == null) {
            return false;
        }
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Encoding", "snappy")
                .header(
                        "Content-Type",
                        format == WireFormat.REMOTE_WRITE_1
                                ? "application/x-protobuf"
                                : "application/x-protobuf;proto=io.prometheus.write.v2.Request")
                .timeout(Duration.ofSeconds(15))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
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

    private static byte[] body(long number, WireFormat format, String name) {
        BodyBuilder body = new BodyBuilder();
        long first = number * SAMPLES_PER_BODY + 1;
        for (long sample = first; sample < first + SAMPLES_PER_BODY; sample++) {
            body.series("table_" + sample % TABLES, "sender", name, "series", Long.toString(sample % 100))
                    .sample(1_700_000_000_000L + sample, sample);
        }
        return body.compressed(format);
    }

    /** Waits until this many more bodies are acknowledged. */
    public void awaitAcknowledged(int bodies) throws InterruptedException {
        if (!acknowledged.tryAcquire(bodies, 5, TimeUnit.MINUTES)) {
            throw new AssertionError("not acknowledged: " + bodies + " bodies");
        }
    }

    /** Sends no new bodies, waits until those under way are acknowledged, and returns how many samples were. */
    public long end() throws Exception {
        ending = true;
        for (Future<?> sender : running) {
            sender.get(5, TimeUnit.MINUTES);
        }
        return nextBody.get() * SAMPLES_PER_BODY;
    }

    /** The version that was known to be done before the body of this sample was sent first. */
    long doneBefore(long sample) {
        return doneBefore.get((sample - 1) / SAMPLES_PER_BODY);
    }

    @Override
    public void close() {
        ending = true;
        threads.shutdownNow();
    }
}
