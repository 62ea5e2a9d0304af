package io.adxflow.job.web;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Answers that are made by a thread that may block for a moment, and are then waited for without one. Bounded. */
public final class LaterAnswers {
    private final ExecutorService threads;

    /**
     * @param name of the threads
     * @param count of them
     * @param waiting requests beyond which 503 is answered
     */
    public LaterAnswers(String name, int count, int waiting) {
        threads = new ThreadPoolExecutor(0, count, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waiting), work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What begins an answer: what it reads of the request it reads at once, on the event loop. */
    @FunctionalInterface
    public interface Asked {
        Supplier<CompletableFuture<WebAnswer>> read(RoutingContext context);
    }

    /** A handler that answers so. */
    public Handler<RoutingContext> answering(Asked asked) {
        return context -> {
            Supplier<CompletableFuture<WebAnswer>> work = asked.read(context);
            Context loop = context.vertx().getOrCreateContext();
            try {
                threads.execute(() -> {
                    var unused = run(work)
                            .whenComplete((answer, failure) -> loop.runOnContext(ready -> {
                                if (answer == null) {
                                    context.fail(failure);
                                } else {
                                    var unusedToo = answer.send(context);
                                }
                            }));
                });
            } catch (RejectedExecutionException e) {
                var unused = WebAnswer.text(503, "too many requests at once; come again\n")
                        .with("Retry-After", "1")
                        .send(context);
            }
        };
    }

    private static CompletableFuture<WebAnswer> run(Supplier<CompletableFuture<WebAnswer>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
