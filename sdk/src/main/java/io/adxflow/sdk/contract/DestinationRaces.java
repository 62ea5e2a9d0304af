package io.adxflow.sdk.contract;

import static io.adxflow.sdk.contract.DestinationContract.deliver;
import static io.adxflow.sdk.contract.DestinationContract.expectNothing;
import static io.adxflow.sdk.contract.DestinationContract.expectVisible;
import static io.adxflow.sdk.contract.DestinationContract.open;

import io.adxflow.sdk.destination.BatchContent;
import io.adxflow.sdk.destination.Destination;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/** The part of {@link DestinationContract} that concerns threads: several of them, and interrupted ones. */
final class DestinationRaces {
    private static final int THREADS = 4;
    /** For what must end at all, however slow the machine is. */
    private static final long PATIENCE_SECONDS = 60;

    private final BiConsumer<String, DestinationContract.Trial> promises;

    DestinationRaces(BiConsumer<String, DestinationContract.Trial> promises) {
        this.promises = promises;
    }

    private interface Work {
        void run(int thread) throws Exception;
    }

    void add() {
        promises.accept("many batches at once arrive each once", (place, destination) -> {
            List<TestBatch> batches = new ArrayList<>();
            for (int i = 0; i < 5 * THREADS; i++) {
                batches.add(TestBatch.of("Metrics", "Table" + i % 3, 200 + i));
            }
            together(thread -> {
                for (int i = thread; i < batches.size(); i += THREADS) {
                    deliver(destination, batches.get(i));
                }
            });
            expectVisible(place, batches.toArray(TestBatch[]::new));
        });
        promises.accept("one batch that several processes commit at once is there once", (place, destination) -> {
            List<TestBatch> batches = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                batches.add(TestBatch.of("Metrics", "Cpu", 500 + i));
            }
            together(thread -> {
                try (Destination own = open(place)) {
                    for (TestBatch batch : batches) {
                        attempts(own, batch);
                    }
                }
            });
            expectVisible(place, batches.toArray(TestBatch[]::new));
        });
        promises.accept(
                "a stage that is interrupted ends, and its batch can be delivered",
                (place, destination) -> interrupted(place, destination, false));
        promises.accept(
                "a commit that is interrupted ends, shows nothing, and can be repeated",
                (place, destination) -> interrupted(place, destination, true));
    }

    /** One attempt may be in another's way, but not for ever. */
    private static void attempts(Destination destination, TestBatch batch) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                deliver(destination, batch);
                return;
            } catch (Exception e) {
                if (attempt == 2 * THREADS) {
                    throw e;
                }
            }
        }
    }

    private static void interrupted(DestinationHarness place, Destination destination, boolean commit)
            throws Exception {
        TestBatch batch = TestBatch.of("Metrics", "Cpu", 5_000);
        CountDownLatch reachedOrOver = new CountDownLatch(1);
        AtomicBoolean reached = new AtomicBoolean();
        ExecutorService threads = threads();
        try {
            Future<?> attempt = threads.submit(() -> {
                try {
                    BatchContent content = batch.stuck(() -> {
                        reached.set(true);
                        reachedOrOver.countDown();
                    });
                    if (commit) {
                        destination.commit(batch.batch(), content);
                    } else {
                        destination.stage(batch.batch(), content);
                    }
                } finally {
                    reachedOrOver.countDown();
                }
                return null;
            });
            boolean inTime = reachedOrOver.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            Expect.that(inTime && reached.get(), "the bytes were not read");
            threads.shutdownNow();
            try {
                attempt.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                throw new AssertionError("an interrupted attempt returned as if it were done");
            } catch (ExecutionException expected) {
                // As it should.
            } catch (TimeoutException e) {
                throw new AssertionError("an interrupted attempt does not end", e);
            }
        } finally {
            threads.shutdownNow();
        }
        expectNothing(place, batch);
        deliver(destination, batch);
        expectVisible(place, batch);
    }

    private static ExecutorService threads() {
        return Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "contract");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static void together(Work work) throws Exception {
        ExecutorService threads = threads();
        CyclicBarrier start = new CyclicBarrier(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                running.add(threads.submit(() -> {
                    start.await();
                    work.run(thread);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
