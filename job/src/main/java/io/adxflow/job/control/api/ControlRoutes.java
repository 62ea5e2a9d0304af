package io.adxflow.job.control.api;

import io.adxflow.job.control.ControlPlane;
import io.adxflow.job.web.Routes;
import io.adxflow.job.web.WebAnswer;
import io.adxflow.job.web.WebWorkers;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The paths of the control API, below {@code /api/v1}. */
public final class ControlRoutes implements Routes {
    private static final int MAX_CHANGES = 32;
    private static final String SECTION = "(?<section>monikers|namespaces|subscriptions|senders|limits)";
    private static final String NAME = "(?<name>[^/]+)";

    /** A database, read as the section, and a table of it. */
    private static final String TABLE = "(?<section>[^/]+)/" + NAME;

    private final ControlApi api;
    private final SchemaApi schemas;
    private final ParkedApi parked;
    /** For what reads the storage before it waits for a checkpoint without a thread. */
    private final ExecutorService aside =
            new ThreadPoolExecutor(0, 2, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_CHANGES), work -> {
                Thread thread = new Thread(work, "adxflow-control-api");
                thread.setDaemon(true);
                return thread;
            });

    public ControlRoutes(ControlPlane plane) {
        this.api = new ControlApi(plane);
        this.schemas = new SchemaApi(plane);
        this.parked = new ParkedApi(plane, System::currentTimeMillis);
    }

    @Override
    public void addTo(Router router, WebWorkers workers) {
        Handler<RoutingContext> read = workers.answering(context -> api.read(ControlRequest.of(context)));
        Handler<RoutingContext> put = waiting(request -> api.change(request, false));
        Handler<RoutingContext> delete = waiting(request -> api.change(request, true));
        router.get("/api/v1/pipeline").handler(read);
        router.put("/api/v1/pipeline").handler(put);
        router.getWithRegex("/api/v1/" + SECTION).handler(read);
        router.getWithRegex("/api/v1/" + SECTION + "/" + NAME).handler(read);
        router.putWithRegex("/api/v1/" + SECTION + "/" + NAME).handler(put);
        router.deleteWithRegex("/api/v1/" + SECTION + "/" + NAME).handler(delete);
        router.post("/api/v1/validate").handler(workers.answering(context -> api.validate(ControlRequest.of(context))));
        router.get("/api/v1/schemas").handler(workers.answering(context -> schemas.list(ControlRequest.of(context))));
        router.getWithRegex("/api/v1/schemas/" + TABLE)
                .handler(workers.answering(context -> schemas.read(ControlRequest.of(context))));
        router.postWithRegex("/api/v1/schemas/" + TABLE)
                .handler(workers.answering(context -> schemas.hint(ControlRequest.of(context))));
        router.get("/api/v1/versions").handler(waiting(api::versions));
        router.getWithRegex("/api/v1/versions/" + NAME).handler(waiting(api::version));
        addParked(router, workers);
        WebAnswer description = WebAnswer.of(200, "application/json", OpenApi.text());
        router.get("/api/v1/openapi.json").handler(context -> description.send(context));
        router.route("/api/*").handler(context -> ControlAnswers.problem(
                        404,
                        "Not found",
                        context.request().method() + " " + context.request().path()
                                + " is not there; see /api/v1/openapi.json")
                .send(context));
    }

    private void addParked(Router router, WebWorkers workers) {
        router.get("/api/v1/parked")
                .handler(workers.answering(context -> parked.list(
                        context.request().getParam("moniker"),
                        context.request().getParam("database"),
                        ControlRequest.of(context).accept())));
        String order = "/api/v1/parked/orders/" + NAME;
        router.putWithRegex(order).handler(workers.answering(context -> {
            ControlRequest request = ControlRequest.of(context);
            return parked.order(request.name(), request.body(), request.accept());
        }));
        router.getWithRegex(order).handler(workers.answering(context -> {
            ControlRequest request = ControlRequest.of(context);
            return parked.find(request.name(), request.accept());
        }));
        router.deleteWithRegex(order).handler(workers.answering(context -> {
            ControlRequest request = ControlRequest.of(context);
            return parked.withdraw(request.name(), request.accept());
        }));
        router.getWithRegex("/api/v1/parked/(?<section>[^/]+)/" + NAME).handler(workers.answering(context -> {
            ControlRequest request = ControlRequest.of(context);
            return parked.show(request.section(), request.name(), request.accept());
        }));
    }

    private Handler<RoutingContext> waiting(Function<ControlRequest, CompletableFuture<WebAnswer>> work) {
        return context -> {
            ControlRequest request = ControlRequest.of(context);
            Context loop = context.vertx().getOrCreateContext();
            try {
                aside.execute(() -> {
                    var unused = work.apply(request)
                            .whenComplete((answer, failure) -> loop.runOnContext(ready -> {
                                if (answer == null) {
                                    context.fail(failure);
                                } else {
                                    var unusedToo = answer.send(context);
                                }
                            }));
                });
            } catch (RejectedExecutionException e) {
                ControlAnswers.problem(503, "Not now", "too many changes at once")
                        .with("Retry-After", "1")
                        .send(context);
            }
        };
    }
}
