package io.adxflow.bench.load;

import io.adxflow.sources.wire.WireFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/**
 * Sends a load over many connections from one thread, and retries as Prometheus does: what was answered with 5xx or 429, or
 * not at all, is sent again with the same bytes, after a back-off that doubles, or after the answer's Retry-After. Other
 * answers outside 2xx end a body as failed (prometheus/prometheus storage/remote/client.go, queue_manager.go).
 *
 * <p>{@link #run} belongs to one thread; {@link #finish} may be called from any.
 */
public final class LoadLoop {
    private record Retry(long dueNanos, SenderConnection connection) implements Comparable<Retry> {
        @Override
        public int compareTo(Retry other) {
            return Long.compare(dueNanos - other.dueNanos, 0);
        }
    }

    private final LoadPlan plan;
    private final Bodies bodies;
    private final LoadListener listener;
    private final Selector selector;
    private final ArrayDeque<SenderConnection> idle = new ArrayDeque<>();
    private final PriorityQueue<Retry> retries = new PriorityQueue<>();
    private final LoadTally tally = new LoadTally();
    private volatile boolean finishing;

    public LoadLoop(LoadPlan plan, Bodies bodies, WireFormat format, LoadListener listener) throws IOException {
        this.plan = plan;
        this.bodies = bodies;
        this.listener = listener;
        selector = Selector.open();
        String head = RequestHead.of(format, plan);
        for (int i = 0; i < plan.connections(); i++) {
            idle.add(new SenderConnection(selector, plan.endpoints(), head, bodies.maxLength()));
        }
    }

    /** Starts no further body; {@link #run} returns when those in flight are acknowledged or have failed. */
    public void finish() {
        finishing = true;
        selector.wakeup();
    }

    /** Sends the load; returns when every body has been answered for good. */
    public LoadResult run() throws IOException {
        try {
            long startNanos = System.nanoTime();
            long cpuBefore = cpuNanos();
            while (isStarting(startNanos) || idle.size() < plan.connections()) {
                long now = System.nanoTime();
                while (!retries.isEmpty() && retries.peek().dueNanos - now <= 0) {
                    attempt(retries.remove().connection);
                }
                long nextNanos = startDue(startNanos, now);
                if (!retries.isEmpty()) {
                    nextNanos = Math.min(nextNanos, retries.peek().dueNanos - now);
                }
                select(nextNanos);
            }
            return tally.result(System.nanoTime() - startNanos, cpuNanos() - cpuBefore);
        } finally {
            idle.forEach(SenderConnection::disconnect);
            selector.close();
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private boolean isStarting(long startNanos) {
        return !finishing
                && tally.started < plan.bodies()
                && System.nanoTime() - startNanos < plan.longest().toNanos();
    }

    /** Starts what is due and returns how long until the next is. */
    private long startDue(long startNanos, long now) {
        while (isStarting(startNanos)) {
            long waitNanos = startNanos + dueAfterNanos() - now;
            if (waitNanos > 0) {
                return waitNanos;
            }
            SenderConnection connection = idle.poll();
            if (connection == null) {
                tally.starved(plan.samplesPerSecond() > 0);
                return Long.MAX_VALUE;
            }
            long body = plan.firstBody() + tally.started;
            tally.started(bodies.sampleCount(body), bodies.length(body));
            connection.load(bodies, body, System.nanoTime());
            attempt(connection);
        }
        return Long.MAX_VALUE;
    }

    private long dueAfterNanos() {
        return plan.samplesPerSecond() == 0 ? 0 : (long) (tally.startedSamples * 1e9 / plan.samplesPerSecond());
    }

    private void select(long nanos) throws IOException {
        if (nanos <= 0) {
            selector.selectNow();
        } else {
            selector.select(Math.min(Duration.ofMinutes(1).toMillis(), TimeUnit.NANOSECONDS.toMillis(nanos) + 1));
        }
        for (SelectionKey key : selector.selectedKeys()) {
            SenderConnection connection = (SenderConnection) key.attachment();
            try {
                if (connection.proceed()) {
                    answered(connection);
                }
            } catch (IOException | IllegalStateException e) {
                lost(connection, e);
            }
        }
        selector.selectedKeys().clear();
    }

    private void attempt(SenderConnection connection) {
        listener.attempted(connection.body());
        try {
            connection.attempt();
        } catch (IOException e) {
            lost(connection, e);
        }
    }

    private void lost(SenderConnection connection, Exception cause) {
        InetSocketAddress address = connection.address();
        connection.disconnect();
        if (connection.settle()) {
            tally.lost(cause);
            listener.lost(connection.body(), address, cause);
            retryAfter(connection, backoffNanos(connection));
        }
    }

    private void answered(SenderConnection connection) {
        if (!connection.settle()) {
            connection.disconnect();
            return;
        }
        ResponseReader response = connection.response();
        int status = response.status();
        int samples = bodies.sampleCount(connection.body());
        if (status / 100 == 2) {
            tally.acknowledged(samples, System.nanoTime() - connection.firstAttemptNanos());
            listener.acknowledged(connection.body());
            idle.push(connection);
        } else if (status / 100 == 5 || status == 429) {
            tally.refused(status, response.text());
            listener.refused(connection.body(), status, response.retryAfterSeconds());
            long asked = TimeUnit.SECONDS.toNanos(response.retryAfterSeconds());
            retryAfter(connection, asked > 0 ? asked : backoffNanos(connection));
        } else {
            tally.failed(samples, status, response.text());
            listener.failed(connection.body(), status, response.text());
            idle.push(connection);
        }
    }

    private long backoffNanos(SenderConnection connection) {
        int doublings = Math.min(connection.attempts() - 1, 30);
        return Math.min(
                plan.shortestBackoff().toNanos() << doublings,
                plan.longestBackoff().toNanos());
    }

    private void retryAfter(SenderConnection connection, long nanos) {
        retries.add(new Retry(System.nanoTime() + nanos, connection));
    }
}
