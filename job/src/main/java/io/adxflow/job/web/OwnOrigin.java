package io.adxflow.job.web;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what a foreign web page makes a browser send (403): requests whose {@code Origin} is not the host they are for, and, on an
 * address that only this machine reaches, requests for a host name that somebody lets point here (DNS rebinding). Programs, which
 * send no {@code Origin}, notice the second alone.
 */
final class OwnOrigin implements Handler<RoutingContext> {
    /** Of an authority (RFC 3986, 3.2.2): IPv4 in dots, IPv6 in brackets. */
    private static final Pattern IP = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");

    private final boolean loopbackOnly;
    private final String ownHost;

    OwnOrigin(HostPort address) {
        this.loopbackOnly = !address.host().isEmpty()
                && address.socketAddress().getAddress() != null
                && address.socketAddress().getAddress().isLoopbackAddress();
        this.ownHost = address.host().toLowerCase(Locale.ROOT);
    }

    @Override
    public void handle(RoutingContext context) {
        String refusal =
                refusal(context.request().getHeader("Host"), context.request().getHeader("Origin"));
        if (refusal == null) {
            context.next();
        } else {
            WebAnswer.text(403, refusal + "\n").send(context);
        }
    }

    /** Null when the request may go on. */
    @Nullable
    String refusal(@Nullable String hostHeader, @Nullable String origin) {
        String authority = hostHeader == null ? "" : hostHeader.toLowerCase(Locale.ROOT);
        if (origin != null) {
            int scheme = origin.indexOf("://");
            String from = scheme < 0 ? origin : origin.substring(scheme + 3).toLowerCase(Locale.ROOT);
            if (!from.equals(authority)) {
                return "Origin: of another site (expected: this one)";
            }
        }
        String host = authority.replaceFirst(":\\d*$", "");
        boolean known = host.isEmpty()
                || host.equals("localhost")
                || host.equals(ownHost)
                || IP.matcher(host).matches();
        return loopbackOnly && !known
                ? "Host: not a name of this address (expected: localhost, or an IP address)"
                : null;
    }
}
