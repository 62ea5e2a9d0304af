package io.adxflow.job.handshake;

import io.adxflow.sources.auth.AuthVerdict;
import io.adxflow.sources.auth.Credentials;
import io.adxflow.sources.auth.Gatekeeper;
import io.adxflow.sources.http.IngestHub;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** What agents prove themselves by, other than by tokens of hand-shakes: as senders of the document do. */
public final class AgentCallers {
    private AgentCallers() {}

    /** What a request brings. */
    public static Credentials credentials(RoutingContext context) {
        HttpServerRequest request = context.request();
        String address =
                request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
        try {
            return new Credentials(
                    request.getHeader("Authorization"),
                    request.sslSession(),
                    address == null ? InetAddress.getLoopbackAddress() : InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("a numeric address that is none: " + address, e);
        }
    }

    /** Who it is among the senders of the document and of the issuer; null while no job has said whom it knows. */
    public static @Nullable AuthVerdict senders(Credentials credentials) {
        Gatekeeper gatekeeper = IngestHub.jvm().gatekeeper();
        return gatekeeper == null ? null : gatekeeper.who(credentials);
    }
}
