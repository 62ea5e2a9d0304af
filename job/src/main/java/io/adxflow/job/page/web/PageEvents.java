package io.adxflow.job.page.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.page.model.Graph;
import io.adxflow.job.page.model.PipelineModel;
import io.adxflow.job.page.model.StatusView;
import io.adxflow.job.web.WebAnswer;
import io.adxflow.job.web.WebListener;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends what was seen of the pipeline to browsers, once a second, as server-sent events
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html). A browser that does not take them is sent fewer. Bounded.
 */
final class PageEvents {
    private static final int MAX_STREAMS = 64;
    private static final long EVERY_MILLIS = 1_000;
    private static final int TOP = 12;

    private final PipelineModel model;
    private final JsonMapper json;
    private final AtomicInteger streams = new AtomicInteger();

    private PipelineModel.@Nullable Seen written;
    private String event = "";

    /** What an event says. */
    record Event(StatusView status, Graph graph) {}

    PageEvents(PipelineModel model, JsonMapper json) {
        this.model = model;
        this.json = json;
    }

    /** Begins a stream, which ends when either side closes the connection. On the event loop. */
    void open(RoutingContext context) {
        if (streams.incrementAndGet() > MAX_STREAMS) {
            streams.decrementAndGet();
            WebAnswer.text(503, "as many pages are open as may be (" + MAX_STREAMS + "); close one\n")
                    .with("Retry-After", "10")
                    .send(context);
            return;
        }
        WebListener.keepOpen(context);
        HttpServerResponse response = context.response();
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
        long[] timer = new long[1];
        timer[0] = context.vertx().setPeriodic(1, EVERY_MILLIS, tick -> send(response));
        context.addEndHandler(ended -> {
            streams.decrementAndGet();
            context.vertx().cancelTimer(timer[0]);
        });
    }

    private void send(HttpServerResponse response) {
        if (response.closed() || response.ended() || response.writeQueueFull()) {
            return;
        }
        var unused = response.write(newest());
    }

    /** The same text for all streams. */
    private synchronized String newest() {
        model.watched();
        PipelineModel.Seen seen = model.seen();
        if (seen == null) {
            return ": nothing was seen yet\n\n";
        }
        if (seen != written) {
            try {
                event = "data: " + json.writeValueAsString(new Event(seen.status(), seen.graph(TOP))) + "\n\n";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            written = seen;
        }
        return event;
    }
}
