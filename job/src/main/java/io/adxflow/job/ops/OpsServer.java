package io.adxflow.job.ops;

import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.Routes;
import io.adxflow.job.web.WebAnswer;
import io.adxflow.job.web.WebLimits;
import io.adxflow.job.web.WebListener;
import io.adxflow.job.web.WebServer;
import io.adxflow.job.web.WebTrust;
import io.adxflow.job.web.WebWorkers;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;

/**
 * Health, readiness and metrics over HTTP, apart from the ingest port, so that probes and scrapers work when senders are refused. Nobody is asked
 * who he is for health and readiness. Health is answered on the event loop: neither connections that say nothing nor a job that hangs can
 * silence it.
 */
public final class OpsServer {
    /** What {@code /} says to programs. */
    public static final String INDEX =
            """
            adxflow ops endpoint
              /-/healthy  /healthz   200 while the process is worth keeping
              /-/ready    /readyz    200 while it takes requests, else 503 and why
              /metrics               Prometheus text format
              /api/v1/status         the pipeline's state in JSON; /api/v1/status/tables?search=&sort=&offset=&limit=
              /api/v1/graph          the pipeline as a graph; ?format=json, dot or mermaid, ?top=12
              /api/v1/tail           a table's rows as they arrive, as events; ?table=&where=
              /                      a page of all that, for browsers
            """;

    /** What an address serves besides: nothing. */
    public static final Routes NOTHING_ELSE = (router, workers) -> {};

    private final WebListener listener;

    private OpsServer(WebListener listener) {
        this.listener = listener;
    }

    /** The same with nothing else. */
    public static OpsServer start(WebServer web, HostPort address, MetricStore metrics, Health health)
            throws IOException {
        return start(web, address, metrics, health, NOTHING_ELSE);
    }

    /**
     * Binds and begins to answer, until the web server is closed.
     *
     * @param besides what else is served here, under paths of its own
     * @throws IOException when the address cannot be bound
     */
    public static OpsServer start(WebServer web, HostPort address, MetricStore metrics, Health health, Routes besides)
            throws IOException {
        return start(web, address, WebTrust.NONE, metrics, health, besides);
    }

    /** The same, for those who may. */
    public static OpsServer start(
            WebServer web, HostPort address, WebTrust trust, MetricStore metrics, Health health, Routes besides)
            throws IOException {
        return new OpsServer(web.listen(address, trust, WebLimits.FEW, (router, workers) -> {
            besides.addTo(router, workers);
            addRoutes(router, workers, metrics, health);
        }));
    }

    private static void addRoutes(Router router, WebWorkers workers, MetricStore metrics, Health health) {
        router.route().handler(OpsServer::reads);
        for (String path : List.of("/-/healthy", "/healthz")) {
            router.get(path).handler(context -> verdict(health.whyUnhealthy()).send(context));
        }
        for (String path : List.of("/-/ready", "/readyz")) {
            // What decides it is asked of others, whose locks may be held.
            router.get(path).handler(workers.answering(context -> verdict(health.whyNotReady())));
        }
        router.get("/metrics")
                .handler(workers.answering(context ->
                        WebAnswer.of(200, PrometheusText.CONTENT_TYPE, PrometheusText.render(metrics.entries()))));
        router.get("/").handler(context -> WebAnswer.text(200, INDEX).send(context));
        router.route()
                .handler(context -> WebAnswer.text(404, "not found\n\n" + INDEX).send(context));
    }

    private static void reads(RoutingContext context) {
        HttpMethod method = context.request().method();
        if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
            context.next();
        } else {
            WebAnswer.text(405, "use GET\n").with("Allow", "GET, HEAD").send(context);
        }
    }

    /** The port it listens on, which matters when 0 was asked for. */
    public int port() {
        return listener.port();
    }

    private static WebAnswer verdict(List<String> reasons) {
        return reasons.isEmpty() ? WebAnswer.text(200, "ok\n") : WebAnswer.text(503, String.join("\n", reasons) + "\n");
    }
}
