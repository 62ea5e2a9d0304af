package io.adxflow.job.ui;

import io.adxflow.job.web.Routes;
import io.adxflow.job.web.WebAnswer;
import io.adxflow.job.web.WebWorkers;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.List;

/**
 * Shows Flink's web UI at the address that is configured for it: passes reads on to the endpoint of this process, and nothing else.
 * Deadlines, connections and foreign pages are what the web server in front sees to.
 */
public final class UiProxy implements Routes {
    private static final List<String> ASKED = List.of("Accept", "Accept-Encoding", "If-Modified-Since", "Range");
    private static final List<String> ANSWERED = List.of(
            "Content-Type",
            "Content-Length",
            "Content-Encoding",
            "Content-Disposition",
            "Cache-Control",
            "Date",
            "Expires",
            "Last-Modified",
            "Location");
    private static final int CONNECTIONS = 16;
    private static final int WAITING = 64;
    private static final int TIMEOUT_MILLIS = 30_000;

    private final URI endpoint;

    /** @param endpoint Flink's, in this process */
    public UiProxy(URI endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public void addTo(Router router, WebWorkers workers) {
        HttpClient[] client = new HttpClient[1];
        router.route().handler(context -> {
            HttpMethod method = context.request().method();
            if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
                WebAnswer.text(
                                405,
                                "Flink's web UI is for looking at here: use GET. What changes the job goes by"
                                        + " ./adxflow and signals.\n")
                        .with("Allow", "GET, HEAD")
                        .send(context);
                return;
            }
            if (client[0] == null) {
                client[0] = context.vertx()
                        .createHttpClient(new HttpClientOptions()
                                .setMaxPoolSize(CONNECTIONS)
                                .setMaxWaitQueueSize(WAITING));
            }
            pass(context, client[0]);
        });
    }

    private void pass(RoutingContext context, HttpClient client) {
        String query = context.request().query();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(endpoint.getHost())
                .setPort(endpoint.getPort())
                .setURI(context.request().path() + (query == null ? "" : "?" + query))
                .setTimeout(TIMEOUT_MILLIS);
        client.request(options)
                .compose(request -> {
                    copyHeaders(context, request);
                    return request.send();
                })
                .onSuccess(response -> answer(context, response))
                .onFailure(unreachable ->
                        WebAnswer.text(502, "Flink's web UI does not answer\n").send(context));
    }

    private static void copyHeaders(RoutingContext context, HttpClientRequest request) {
        for (String name : ASKED) {
            String value = context.request().getHeader(name);
            if (value != null) {
                request.putHeader(name, value);
            }
        }
    }

    private static void answer(RoutingContext context, HttpClientResponse from) {
        HttpServerResponse to = context.response();
        if (to.closed()) {
            var unused = from.request().connection().close();
            return;
        }
        to.setStatusCode(from.statusCode());
        for (String name : ANSWERED) {
            String value = from.getHeader(name);
            if (value != null) {
                to.putHeader(name, value);
            }
        }
        to.putHeader("X-Frame-Options", "DENY");
        if (!to.headers().contains("Content-Length")) {
            to.setChunked(true);
        }
        // Reads on as fast as the browser takes it.
        from.pipeTo(to).onFailure(broken -> {
            var unused = context.request().connection().close();
        });
    }
}
