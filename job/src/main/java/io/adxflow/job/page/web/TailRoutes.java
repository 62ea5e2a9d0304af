package io.adxflow.job.page.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.tail.TailHub;
import io.adxflow.job.tail.TailRequest;
import io.adxflow.job.tail.TailView;
import io.adxflow.job.web.Routes;
import io.adxflow.job.web.WebAnswer;
import io.adxflow.job.web.WebListener;
import io.adxflow.job.web.WebWorkers;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Rows as they arrive, below {@code /api/v1/tail}, as server-sent events: {@code rows} twice a second when there are any, and
 * {@code problem} before the end when the condition does not fit the table. A client that does not take them is sent fewer.
 */
public final class TailRoutes implements Routes {
    private static final String PATH = "/api/v1/tail";
    private static final long EVERY_MILLIS = 500;
    /** So that both ends learn when the other is gone. */
    private static final int SILENT_LOOKS = 20;

    private final TailHub hub;
    private final String closedBecause;
    private final JsonMapper json = JsonMapper.builder().build();

    /**
     * @param closedBecause why rows are shown to nobody here; empty where they are shown
     */
    public TailRoutes(TailHub hub, String closedBecause) {
        this.hub = hub;
        this.closedBecause = closedBecause;
    }

    /**
     * Where rows may be seen: by those who may read, or by those at this machine.
     *
     * @param guarded whether the address is of this machine alone, or everybody is asked who he is
     * @param options what to set, for the refusal
     */
    public static TailRoutes of(boolean guarded, String options) {
        return new TailRoutes(
                TailHub.jvm(),
                guarded
                        ? ""
                        : "rows are shown to who is asked for his name, or on an address of loopback, since they hold"
                                + " what senders wrote; see " + options);
    }

    @Override
    public void addTo(Router router, WebWorkers workers) {
        router.get(PATH).handler(this::open);
    }

    private void open(RoutingContext context) {
        if (!closedBecause.isEmpty()) {
            WebAnswer.text(403, closedBecause + "\n").send(context);
            return;
        }
        TailRequest request = new TailRequest(
                parameter(context, "table"),
                parameter(context, "database"),
                parameter(context, "namespace"),
                parameter(context, "where"));
        String problem = TailHub.problem(request.table(), request.where());
        if (!problem.isEmpty()) {
            WebAnswer.text(400, problem + "\n").send(context);
            return;
        }
        TailHub.Watch watch = hub.open(request);
        if (watch == null) {
            WebAnswer.text(503, "as many watch rows as may at a time; come again\n")
                    .with("Retry-After", "10")
                    .send(context);
            return;
        }
        new Stream(context, watch).begin();
    }

    private static String parameter(RoutingContext context, String name) {
        String value = context.request().getParam(name);
        return value == null ? "" : value.strip();
    }

    /** One who watches. On his connection's event loop, but for the looks. */
    private final class Stream {
        private final Vertx vertx;
        private final HttpServerResponse response;
        private final RoutingContext context;
        private final TailHub.Watch watch;
        private boolean looking;
        private int silent;

        Stream(RoutingContext context, TailHub.Watch watch) {
            this.vertx = context.vertx();
            this.context = context;
            this.response = context.response();
            this.watch = watch;
        }

        void begin() {
            WebListener.keepOpen(context);
            response.setChunked(true)
                    .putHeader("Content-Type", "text/event-stream; charset=utf-8")
                    .putHeader("Cache-Control", "no-store")
                    .putHeader("X-Accel-Buffering", "no");
            var unused = response.write(": rows follow\n\n");
            long timer = vertx.setPeriodic(EVERY_MILLIS, tick -> look());
            context.addEndHandler(ended -> {
                vertx.cancelTimer(timer);
                watch.close();
            });
        }

        private void look() {
            if (looking || response.closed() || response.ended() || response.writeQueueFull()) {
                return;
            }
            looking = true;
            vertx.executeBlocking(() -> event(watch.look()), false).onComplete(made -> {
                looking = false;
                if (made.failed()) {
                    context.fail(made.cause());
                } else {
                    send(made.result());
                }
            });
        }

        private void send(Event event) {
            if (response.closed() || response.ended()) {
                return;
            }
            if (event.text() != null) {
                silent = 0;
                var unused = response.write(event.text());
                if (event.isLast()) {
                    var unusedToo = response.end();
                }
            } else if (++silent == SILENT_LOOKS) {
                silent = 0;
                var unused = response.write(": nothing has come\n\n");
            }
        }
    }

    /** @param text null when there is nothing to say */
    private record Event(@Nullable String text, boolean isLast) {}

    private Event event(TailView view) {
        if (!view.problem().isEmpty()) {
            return new Event("event: problem\ndata: " + write(view.problem()) + "\n\n", true);
        }
        return new Event(view.arrived() == 0 ? null : "event: rows\ndata: " + write(view) + "\n\n", false);
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
