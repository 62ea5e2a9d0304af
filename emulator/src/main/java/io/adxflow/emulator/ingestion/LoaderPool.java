package io.adxflow.emulator.ingestion;

import io.adxflow.emulator.engine.Catalog;
import io.adxflow.emulator.engine.DuckStore;
import io.adxflow.emulator.engine.Extents;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A few loaders, each with its thread and its share of the tables. Puts what waits into one transaction, up to a limit. */
final class LoaderPool implements AutoCloseable {
    private static final int BATCHES_PER_TRANSACTION = 100;
    private static final Batch END = new Batch(List.of(), false);

    private final List<BlockingQueue<Batch>> queues = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Loader> loaders = new ArrayList<>();

    LoaderPool(
            int threadCount,
            DuckStore store,
            Catalog catalog,
            Extents extents,
            StandInStats stats,
            Clock clock,
            long maxRawBytes)
            throws SQLException {
        for (int i = 0; i < threadCount; i++) {
            // Bounded by the blobs in flight, which the consumer limits.
            BlockingQueue<Batch> queue = new LinkedBlockingQueue<>();
            Loader loader = new Loader(store, catalog, extents, stats, clock, maxRawBytes);
            Thread thread = new Thread(() -> work(queue, loader), "kusto-loader-" + i);
            thread.setDaemon(true);
            queues.add(queue);
            loaders.add(loader);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    void submit(Batch batch) {
        queues.get(batch.stripe(queues.size())).add(batch);
    }

    private static void work(BlockingQueue<Batch> queue, Loader loader) {
        List<Batch> together = new ArrayList<>();
        try {
            while (true) {
                together.clear();
                together.add(queue.take());
                queue.drainTo(together, BATCHES_PER_TRANSACTION - 1);
                boolean end = together.remove(END);
                if (!together.isEmpty()) {
                    loader.load(together);
                }
                if (end) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Loads what was submitted, then ends. */
    @Override
    public void close() throws SQLException {
        queues.forEach(queue -> queue.add(END));
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Loader loader : loaders) {
            loader.close();
        }
    }
}
