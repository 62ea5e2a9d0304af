package io.adxflow.sinks.kusto;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Daemon threads in which commits are finished that their callers may leave. They end when there is nothing to do. */
final class FinisherThreads {
    private FinisherThreads() {}

    /** At most {@code size} threads. What queues is bounded by the callers, who wait, and by one attempt per batch. */
    static ExecutorService pool(String moniker, int size) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(size, size, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "adxflow-finish-" + moniker + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
