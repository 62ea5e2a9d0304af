package io.adxflow.sinks.events;

import io.adxflow.sinks.delivery.Threads;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Runs deliveries that go on when their callers do not wait for them any longer, since half of one would have to be sent again: one at a
 * time for a batch, and a bounded number in all. Who comes for a batch that is being delivered waits for that. Thread-safe.
 */
public final class Detached implements AutoCloseable {
    private static final long CLOSE_WAIT_SECONDS = 3;

    private final ExecutorService threads;
    private final Semaphore permits;
    private final Map<String, Future<?>> running = new HashMap<>();

    public Detached(String name, int size) {
        this.threads = Threads.pool(name, size);
        this.permits = new Semaphore(size);
    }

    /** Runs it, or waits for the one that runs; throws what that throws. */
    public void run(String batchId, Callable<?> delivery) throws Exception {
        Future<?> mine;
        synchronized (running) {
            mine = running.get(batchId);
        }
        if (mine == null) {
            mine = start(batchId, delivery);
        }
        try {
            mine.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private Future<?> start(String batchId, Callable<?> delivery) throws InterruptedException {
        permits.acquire();
        synchronized (running) {
            Future<?> other = running.get(batchId);
            if (other != null) {
                permits.release();
                return other;
            }
            Future<?> started = threads.submit(() -> {
                try {
                    return delivery.call();
                } finally {
                    synchronized (running) {
                        running.remove(batchId);
                    }
                    permits.release();
                }
            });
            running.put(batchId, started);
            return started;
        }
    }

    /** Lets deliveries end, for a moment. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
