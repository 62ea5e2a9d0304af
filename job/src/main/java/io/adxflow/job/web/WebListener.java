package io.adxflow.job.web;

import io.adxflow.sources.connections.ConnectionLedger;
import io.adxflow.sources.connections.ConnectionLedger.Connection;
import io.adxflow.sources.connections.ConnectionLedger.State;
import io.adxflow.sources.connections.Networks;
import io.adxflow.sources.connections.Printable;
import io.adxflow.sources.tls.TlsFiles;
import io.adxflow.sources.tls.TlsMaterial;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One address of a {@link WebServer}: its connections, deadlines and routes. Thread-safe. */
public final class WebListener {
    private static final Logger LOG = LoggerFactory.getLogger(WebListener.class);
    private static final String ENTRY = WebListener.class.getName();

    private final HttpServer server;
    private final WebLimits limits;
    private final ConnectionLedger ledger;
    private final Map<HttpConnection, Connection> connections = new ConcurrentHashMap<>();

    private WebListener(HttpServer server, WebLimits limits, LongSupplier nanoClock) {
        this.server = server;
        this.limits = limits;
        this.ledger = new ConnectionLedger(
                new ConnectionLedger.Limits(
                        limits.connections(), limits.connectionsPerAddress(), Networks.NONE, limits.headTimeout()),
                nanoClock);
    }

    static WebListener make(
            Vertx vertx, HostPort address, WebTrust trust, WebLimits limits, LongSupplier nanoClock, Routes routes) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(address.host().isEmpty() ? "0.0.0.0" : address.host())
                .setPort(address.port())
                .setHttp2ClearTextEnabled(false)
                .setMaxInitialLineLength(limits.headBytes() / 2)
                .setMaxHeaderSize(limits.headBytes())
                .setMaxFormAttributeSize(limits.bodyBytes())
                // Whoever goes a little too far is told so by a close frame (1009); beyond this the connection is cut.
                .setMaxWebSocketFrameSize((int) Math.min(Integer.MAX_VALUE, 2L * limits.bodyBytes()))
                .setMaxWebSocketMessageSize((int) Math.min(Integer.MAX_VALUE, 2L * limits.bodyBytes()));
        TlsFiles tls = trust.tls();
        if (tls != null) {
            WebTls.apply(options, tls.settings(), tls.material());
        }
        HttpServer server = vertx.createHttpServer(options);
        WebListener listener = new WebListener(server, limits, nanoClock);
        String name = "adxflow-web-" + address;
        WebWorkers workers = new WebWorkers(vertx, name, limits.workers(), limits.waiting());
        Router router = Router.router(vertx);
        router.route().handler(listener::begin);
        router.route().handler(new WebGuard(trust.access()));
        router.route().handler(new RequestBody(limits.bodyBytes()));
        router.route().handler(WebListener::whole);
        router.route().handler(new OwnOrigin(address));
        router.route().failureHandler(context -> fail(context, context.statusCode()));
        for (int status : List.of(400, 404, 405, 500)) {
            router.errorHandler(status, context -> fail(context, status));
        }
        routes.addTo(router, workers);
        server.connectionHandler(listener::opened);
        server.exceptionHandler(e -> LOG.debug("A connection to {} failed", address, e));
        server.requestHandler(router);
        if (tls != null) {
            tls.onChange(listener::follow);
        }
        return listener;
    }

    /** Connections from now on get this certificate; those that live go on with theirs. */
    private void follow(TlsMaterial material) {
        server.updateSSLOptions(WebTls.options(material))
                .onFailure(e -> LOG.error("The {} cannot be used; new connections get the one before", material, e));
    }

    /** The name of whoever a request is from; empty when he was not asked. */
    public static String caller(RoutingContext context) {
        return WebGuard.caller(context);
    }

    Future<HttpServer> bind() {
        return server.listen();
    }

    /** The port it listens on, which matters when 0 was asked for. */
    public int port() {
        return server.actualPort();
    }

    /** Open connections. */
    public int connectionCount() {
        return ledger.size();
    }

    /** Those in the state. */
    int connectionCount(State state) {
        return ledger.size(state);
    }

    private void opened(HttpConnection connection) {
        Connection entry = ledger.open(remote(connection), () -> cut(connection));
        if (entry == null) {
            cut(connection);
            return;
        }
        connections.put(connection, entry);
        connection.exceptionHandler(e -> LOG.debug("A connection broke", e));
        connection.closeHandler(closed -> {
            connections.remove(connection);
            entry.closed();
        });
    }

    private static void cut(HttpConnection connection) {
        var unused = connection.close();
    }

    static InetAddress remote(HttpConnection connection) {
        SocketAddress remote = connection.remoteAddress();
        try {
            return remote == null || remote.hostAddress() == null
                    ? InetAddress.getLoopbackAddress()
                    : InetAddress.getByName(remote.hostAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("a numeric address that is none: " + remote.hostAddress(), e);
        }
    }

    private void begin(RoutingContext context) {
        if (context.response().writeQueueFull()) {
            // Sends requests and takes no answers.
            cut(context.request().connection());
            return;
        }
        Connection entry = connections.get(context.request().connection());
        if (entry != null) {
            entry.enters(State.RECEIVING);
            context.put(ENTRY, entry);
        }
        context.response().putHeader("X-Content-Type-Options", "nosniff");
        context.next();
    }

    private static void whole(RoutingContext context) {
        enters(context, State.BUSY);
        context.addEndHandler(ended -> answered(context));
        context.next();
    }

    /** The request has come whole and is answered. */
    static void answered(RoutingContext context) {
        enters(context, State.IDLE);
    }

    /** For a handler whose answer goes on for as long as both sides like: it has no deadline, and makes no room for others. */
    public static void keepOpen(RoutingContext context) {
        enters(context, State.LASTING);
    }

    private static void enters(RoutingContext context, State state) {
        Connection entry = context.get(ENTRY);
        if (entry != null) {
            entry.enters(state);
        }
    }

    private static void fail(RoutingContext context, int code) {
        int status = code < 400 ? 500 : code;
        if (status == 500) {
            LOG.warn(
                    "{} {} failed",
                    context.request().method(),
                    Printable.of(context.request().path()),
                    context.failure());
        }
        if (context.response().headWritten()) {
            // Half an answer is no answer.
            cut(context.request().connection());
        } else {
            WebAnswer.text(
                            status,
                            HttpResponseStatus.valueOf(status).reasonPhrase().toLowerCase(Locale.ROOT) + "\n")
                    .send(context);
        }
    }

    void sweep() {
        ledger.closeOverdue(State.NEW, limits.headTimeout());
        ledger.closeOverdue(State.RECEIVING, limits.bodyTimeout());
        ledger.closeOverdue(State.IDLE, limits.idleTimeout());
        ledger.closeOverdue(State.BUSY, limits.answerTimeout());
    }
}
