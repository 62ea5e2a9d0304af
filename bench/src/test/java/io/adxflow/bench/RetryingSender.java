package io.adxflow.bench;

import io.adxflow.bench.load.BodyGenerator;
import io.adxflow.bench.load.Endpoints;
import io.adxflow.bench.load.LoadListener;
import io.adxflow.bench.load.LoadLoop;
import io.adxflow.bench.load.LoadPlan;
import io.adxflow.bench.load.LoadResult;
import io.adxflow.bench.load.Workload;
import io.adxflow.sources.wire.WireFormat;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A sender in a thread of its own that retries like Prometheus, for ever, and remembers what was acknowledged. */
final class RetryingSender implements Callable<LoadResult>, LoadListener {
    private static final int CONNECTIONS = 24;

    private final BodyGenerator generator;
    private final LoadLoop loop;
    private final LoadListener watcher;
    private final BitSet acknowledged = new BitSet();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    /** @param watcher told everything as well, on this sender's thread */
    RetryingSender(
            Endpoints endpoints, Workload workload, WireFormat format, Duration longestBackoff, LoadListener watcher)
            throws IOException {
        this.watcher = watcher;
        generator = new BodyGenerator(workload, format);
        LoadPlan plan = new LoadPlan(
                endpoints,
                "/api/v1/write",
                CONNECTIONS,
                0,
                Long.MAX_VALUE,
                Duration.ofHours(2),
                workload.samplesPerSecond(),
                LoadPlan.PROMETHEUS_SHORTEST_BACKOFF,
                longestBackoff);
        loop = new LoadLoop(plan, generator, format, this);
    }

    @Override
    public LoadResult call() throws IOException {
        return loop.run();
    }

    /** Starts no further body; {@link #call} returns when those in flight are acknowledged. */
    void finish() {
        loop.finish();
    }

    @Override
    public void attempted(long body) {
        watcher.attempted(body);
    }

    @Override
    public void acknowledged(long body) {
        acknowledged.set((int) body);
        watcher.acknowledged(body);
    }

    @Override
    public void refused(long body, int status, long retryAfterSeconds) {
        watcher.refused(body, status, retryAfterSeconds);
    }

    @Override
    public void lost(long body, @Nullable InetSocketAddress address, Exception cause) {
        watcher.lost(body, address, cause);
    }

    @Override
    public void failed(long body, int status, String answer) {
        failures.add("body " + body + ": " + status + " " + answer);
    }

    BodyGenerator generator() {
        return generator;
    }

    /** To be read after {@link #call} has returned. */
    BitSet acknowledged() {
        return acknowledged;
    }

    List<String> failures() {
        return failures;
    }
}
