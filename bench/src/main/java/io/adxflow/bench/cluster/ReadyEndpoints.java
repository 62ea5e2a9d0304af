package io.adxflow.bench.cluster;

import io.adxflow.bench.load.Endpoints;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a Service and readiness probes are on Kubernetes: new connections go round the TaskManagers whose {@code /readyz} said yes
 * when last asked; connections that there are stay. Thread-safe.
 */
public final class ReadyEndpoints implements Endpoints, AutoCloseable {
    private static final int OK = 200;

    private final FlinkCluster cluster;
    private final HttpClient client;
    private final AtomicInteger turn = new AtomicInteger();
    private final ScheduledExecutorService probes;
    private volatile List<InetSocketAddress> ready = List.of();

    public ReadyEndpoints(FlinkCluster cluster, Duration period) {
        this.cluster = cluster;
        client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
        probes = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "readiness");
            thread.setDaemon(true);
            return thread;
        });
        var unused = probes.scheduleWithFixedDelay(this::probe, 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void probe() {
        ready = cluster.taskManagers().stream()
                .filter(each -> each.isMeantToLive() && answersOk(each.opsPort(), "/readyz"))
                .map(TaskManager::ingest)
                .toList();
    }

    /** True when the ops endpoint on this port answers 200. */
    public boolean answersOk(int opsPort, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + opsPort + path))
                .timeout(Duration.ofSeconds(1))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The addresses that are ready. */
    public List<InetSocketAddress> ready() {
        return ready;
    }

    @Override
    public @Nullable InetSocketAddress next() {
        List<InetSocketAddress> now = ready;
        return now.isEmpty() ? null : now.get(Math.floorMod(turn.getAndIncrement(), now.size()));
    }

    @Override
    public void close() {
        probes.shutdownNow();
    }
}
