package io.adxflow.bench;

import io.adxflow.bench.load.BodyGenerator;
import io.adxflow.bench.load.LoadListener;
import io.adxflow.bench.load.LoadLoop;
import io.adxflow.bench.load.LoadPlan;
import io.adxflow.bench.load.LoadResult;
import io.adxflow.bench.load.Workload;
import io.adxflow.sources.wire.WireFormat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** A sender in a thread of its own that retries like Prometheus, for ever, and remembers what was acknowledged. */
final class RetryingSender implements Callable<LoadResult>, LoadListener {
    private static final int CONNECTIONS = 24;
    /** Prometheus waits up to 5 s; with 20 kills that would be most of the test. */
    private static final Duration LONGEST_BACKOFF = Duration.ofMillis(400);

    private final BodyGenerator generator;
    private final LoadLoop loop;
    private final Semaphore attempts;
    private final Semaphore acknowledgements;
    private final BitSet acknowledged = new BitSet();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    /**
     * @param attempts gets a permit for each attempt
     * @param acknowledgements gets a permit for each acknowledgement
     */
    RetryingSender(int port, Workload workload, WireFormat format, Semaphore attempts, Semaphore acknowledgements)
            throws IOException {
        this.attempts = attempts;
        this.acknowledgements = acknowledgements;
        generator = new BodyGenerator(workload, format);
        LoadPlan plan = new LoadPlan(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                "/api/v1/write",
                CONNECTIONS,
                0,
                Long.MAX_VALUE,
                Duration.ofHours(1),
                workload.samplesPerSecond(),
                LoadPlan.PROMETHEUS_SHORTEST_BACKOFF,
                LONGEST_BACKOFF);
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
        attempts.release();
    }

    @Override
    public void acknowledged(long body) {
        acknowledged.set((int) body);
        acknowledgements.release();
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
