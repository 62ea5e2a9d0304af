package io.adxflow.job.web;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs what may block, for one address. Bounded from the arrival of a request to the last byte of its answer, so that neither
 * requests that wait nor answers that nobody takes pile up: when there is no room, the connection that has been taking its answer
 * for longest makes some.
 *
 * <p>Confined to the event loop, but for the functions that are run.
 */
public final class WebWorkers {
    private final Vertx vertx;
    private final String name;
    private final WorkerExecutor threads;
    private final int limit;
    private final Set<RoutingContext> beingTaken = new LinkedHashSet<>();
    private int beingMade;

    /** @param limit of requests at a time */
    WebWorkers(Vertx vertx, String name, int threads, int limit) {
        this.vertx = vertx;
        this.name = name;
        this.threads = vertx.createSharedWorkerExecutor(name, threads);
        this.limit = limit;
    }

    /** Others of the same address, for what must not wait for these; bounded as these are. Once. */
    public WebWorkers apart(int count) {
        return new WebWorkers(vertx, name + "-apart", count, limit);
    }

    /** A handler whose answer is made by a worker. What the function throws is logged, and answered with 500. */
    public Handler<RoutingContext> answering(Function<RoutingContext, WebAnswer> function) {
        return context -> work(context, () -> Optional.of(function.apply(context)));
    }

    /** Writes an answer as it is made, on a worker. What it throws is answered with 500 while nothing was sent, else the connection is cut. */
    @FunctionalInterface
    public interface Streaming {
        /**
         * @param answer to be begun and written, or left alone when a whole answer is returned
         * @return null when the answer was written to its end
         */
        @Nullable
        WebAnswer write(RoutingContext context, WebStream answer) throws IOException;
    }

    /**
     * A handler whose answer is written piece by piece by a worker, which waits for the client's socket: as many as there are workers
     * are under way at once.
     */
    public Handler<RoutingContext> streaming(Streaming streaming) {
        return context -> {
            WebStream stream = new WebStream(context, vertx.getOrCreateContext());
            work(context, () -> {
                WebAnswer whole = streaming.write(context, stream);
                if (whole == null) {
                    stream.end();
                } else if (stream.begun()) {
                    throw new IllegalStateException("an answer behind one that was begun");
                }
                return Optional.ofNullable(whole);
            });
        };
    }

    private void work(RoutingContext context, Callable<Optional<WebAnswer>> work) {
        if (beingMade + beingTaken.size() >= limit && !makeRoom()) {
            WebAnswer.text(503, "too many requests at once; come again\n")
                    .with("Retry-After", "1")
                    .send(context);
            return;
        }
        beingMade++;
        // Who has gone while he waited for a worker is not worked for.
        Callable<Optional<WebAnswer>> unlessGone = () -> context.response().closed() ? Optional.empty() : work.call();
        threads.executeBlocking(unlessGone, false).onComplete(answer -> {
            beingMade--;
            if (answer.failed()) {
                failed(context, answer.cause());
            } else if (answer.result().isPresent()) {
                beingTaken.add(context);
                answer.result().get().send(context).onComplete(sent -> beingTaken.remove(context));
            }
        });
    }

    private static void failed(RoutingContext context, Throwable cause) {
        if (cause instanceof WebStream.ClientGoneException) {
            var unused = context.request().connection().close();
        } else {
            context.fail(cause);
        }
    }

    private boolean makeRoom() {
        Iterator<RoutingContext> oldestFirst = beingTaken.iterator();
        if (!oldestFirst.hasNext()) {
            return false;
        }
        RoutingContext oldest = oldestFirst.next();
        oldestFirst.remove();
        var unused = oldest.request().connection().close();
        return true;
    }
}
