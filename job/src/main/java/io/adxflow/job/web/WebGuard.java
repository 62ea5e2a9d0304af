package io.adxflow.job.web;

import io.adxflow.sources.auth.AuthVerdict;
import io.adxflow.sources.auth.Credentials;
import io.adxflow.sources.auth.Denial;
import io.adxflow.sources.auth.Gatekeeper;
import io.adxflow.sources.connections.Printable;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns away who may not do what a request asks for, before its body is read. On the event loop. */
final class WebGuard implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(WebGuard.class);
    private static final String CALLER = WebGuard.class.getName();
    private static final int RETRY_SECONDS = 5;

    private final WebAccess access;

    WebGuard(WebAccess access) {
        this.access = access;
    }

    /** The name of whoever a request was let through for; empty when nobody was asked. */
    static String caller(RoutingContext context) {
        String name = context.get(CALLER);
        return name == null ? "" : name;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path;
        try {
            path = context.normalizedPath();
        } catch (IllegalArgumentException noPath) {
            context.fail(400);
            return;
        }
        WebAccess.Need need = access.rule().need(request.method(), path);
        if (need == null) {
            context.next();
            return;
        }
        Gatekeeper gatekeeper = access.gatekeeper().get();
        InetAddress from = WebListener.remote(request.connection());
        Credentials credentials = new Credentials(request.getHeader("Authorization"), request.sslSession(), from);
        Denial denial = gatekeeper == null
                ? new Denial(Denial.Reason.AUTH_UNDECIDED, "no job runs in this process; come again", false)
                : gatekeeper.permit(credentials, need.permission());
        if (denial != null && denial.first()) {
            LOG.info(
                    "{} {} {} of {}, {}: {}; further ones within a minute are in denied_requests_total",
                    need.enforced() ? "Refused" : "Would refuse",
                    request.method(),
                    Printable.of(request.path()),
                    from.getHostAddress(),
                    denial.reason().label(),
                    Printable.line(denial.message()));
        }
        if (denial == null || !need.enforced()) {
            if (denial == null
                    && gatekeeper != null
                    && gatekeeper.who(credentials) instanceof AuthVerdict.Accepted accepted) {
                context.put(CALLER, accepted.identity().name());
            }
            context.next();
            return;
        }
        refuse(context, denial);
    }

    private static void refuse(RoutingContext context, Denial denial) {
        int status = denial.reason().status();
        WebAnswer answer = WebAnswer.text(status, Printable.line(denial.message()) + "\n");
        if (status == 401) {
            // Of two challenges in one header, each client takes the one it knows (RFC 9110, 11.6.1).
            answer = answer.with(
                    "WWW-Authenticate", "Bearer realm=\"adxflow\", Basic realm=\"adxflow\", charset=\"UTF-8\"");
        } else if (status == 503) {
            answer = answer.with("Retry-After", Integer.toString(Math.max(RETRY_SECONDS, denial.retryAfterSeconds())));
        }
        // What comes of the body is thrown away.
        context.request().endHandler(whole -> WebListener.answered(context));
        var unused = answer.send(context);
    }
}
