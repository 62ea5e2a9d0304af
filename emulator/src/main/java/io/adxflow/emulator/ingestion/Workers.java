package io.adxflow.emulator.ingestion;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Daemon threads that run tasks now or later; what a task throws is logged. After {@link #close} tasks are dropped. */
final class Workers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final ScheduledExecutorService executor;

    Workers(int threads) {
        AtomicInteger number = new AtomicInteger();
        executor = Executors.newScheduledThreadPool(threads, task -> {
            Thread thread = new Thread(task, "kusto-ingest-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    void run(Runnable task) {
        after(Duration.ZERO, task);
    }

    void after(Duration delay, Runnable task) {
        try {
            Future<?> unused = executor.schedule(() -> guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            LOG.debug("closed: a task is dropped");
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("a task of the stand-in failed", e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
