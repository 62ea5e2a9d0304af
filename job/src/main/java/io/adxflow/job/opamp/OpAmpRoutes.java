package io.adxflow.job.opamp;

import io.adxflow.job.control.api.ControlAnswers;
import io.adxflow.job.handshake.AgentCallers;
import io.adxflow.job.handshake.HandshakeHub;
import io.adxflow.job.handshake.HandshakeService;
import io.adxflow.job.handshake.tokens.AgentGate;
import io.adxflow.job.handshake.tokens.AgentGate.Admission;
import io.adxflow.job.web.RequestBody;
import io.adxflow.job.web.Routes;
import io.adxflow.job.web.WebAnswer;
import io.adxflow.job.web.WebListener;
import io.adxflow.job.web.WebWorkers;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** OpAMP's one path: POST for plain HTTP, and the upgrade to a WebSocket. Who it is, is decided before anything is read. */
public final class OpAmpRoutes implements Routes {
    static final String PATH = "/v1/opamp";
    private static final String TYPE = "application/x-protobuf";

    private final HandshakeHub handshakes;
    private final OpAmpHub hub;
    private final boolean trusted;
    private final boolean managed;
    private final RateGate rate = new RateGate();

    /**
     * @param trusted whether whoever shows no token may be any agent
     * @param managed whether what agents say of themselves is shown here
     */
    public OpAmpRoutes(HandshakeHub handshakes, OpAmpHub hub, boolean trusted, boolean managed) {
        this.handshakes = handshakes;
        this.hub = hub;
        this.trusted = trusted;
        this.managed = managed;
    }

    @Override
    public void addTo(Router router, WebWorkers workers) {
        router.post(PATH).handler(context -> begin(context, this::post));
        router.get(PATH).handler(context -> begin(context, this::upgrade));
        if (managed) {
            router.getWithRegex("/api/v1/agents/[^/]+/(?<agent>[^/]+)/effective-config")
                    .handler(this::effectiveConfig);
        }
    }

    private interface Next {
        void go(RoutingContext context, OpAmpService service, Admission caller, int maxBytes);
    }

    private void begin(RoutingContext context, Next next) {
        HandshakeService service = handshakes.service();
        OpAmpService agents = hub.service();
        String who = context.request().remoteAddress()
                + String.valueOf(context.request().getHeader("OpAMP-Instance-UID"));
        if (service == null || agents == null) {
            refuse(context, 503, "the job does not run in this process yet", OpAmpService.retryAfter(who));
            return;
        }
        long now = service.epochMillis().getAsLong();
        if (!rate.admits(service.settings().maxRate(), now)) {
            refuse(context, 503, "too many agents at once, see handshake.max-rate", OpAmpService.retryAfter(who));
            return;
        }
        Admission caller = new AgentGate(service.tokens(), AgentCallers::senders, trusted)
                .admit(AgentCallers.credentials(context), now);
        if (!caller.isKnown()) {
            refuse(context, 401, caller.problem(), 0);
            return;
        }
        next.go(context, agents, caller, service.settings().maxMessageBytes());
    }

    private void refuse(RoutingContext context, int status, String message, int retryAfterSeconds) {
        hub.counts().refused();
        WebAnswer answer = WebAnswer.text(status, message + "\n");
        if (retryAfterSeconds > 0) {
            answer = answer.with("Retry-After", Integer.toString(retryAfterSeconds));
        }
        if (status == 401) {
            answer = answer.with("WWW-Authenticate", "Bearer realm=\"adxflow agents\"");
        }
        answer.send(context);
    }

    private static String calledHost(RoutingContext context) {
        String host = context.request().getHeader("Host");
        return host == null ? "127.0.0.1" : host.replaceFirst(":\\d*$", "");
    }

    private void post(RoutingContext context, OpAmpService service, Admission caller, int maxBytes) {
        String type = context.request().getHeader("Content-Type");
        if (type == null || !type.startsWith(TYPE)) {
            refuse(context, 415, "Content-Type: " + TYPE + " is expected", 0);
            return;
        }
        byte[] body;
        try {
            body = plain(RequestBody.of(context).getBytes(), context.request().getHeader("Content-Encoding"), maxBytes);
        } catch (IOException e) {
            refuse(context, 400, "body: not gzip", 0);
            return;
        }
        if (body == null) {
            refuse(context, 413, "body: larger than " + maxBytes + " bytes, see handshake.max-message-size", 0);
            return;
        }
        AgentMessage message;
        try {
            message = AgentMessage.parse(body, 0, body.length);
        } catch (IOException e) {
            refuse(context, 400, "body: not an AgentToServer message", 0);
            return;
        }
        Reply reply = service.handle(caller, message, null, calledHost(context));
        if (reply instanceof Reply.Answer answer) {
            new WebAnswer(200, Map.of("Content-Type", TYPE), Buffer.buffer(answer.bytes())).send(context);
        } else if (reply instanceof Reply.Refusal refusal) {
            WebAnswer answer = WebAnswer.text(refusal.status(), refusal.message() + "\n");
            (refusal.retryAfterSeconds() == 0
                            ? answer
                            : answer.with("Retry-After", Integer.toString(refusal.retryAfterSeconds())))
                    .send(context);
        }
    }

    /** Null when it is larger than it may be. */
    private static byte @Nullable [] plain(byte[] body, @Nullable String encoding, int maxBytes) throws IOException {
        byte[] plain = body;
        if ("gzip".equalsIgnoreCase(encoding)) {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
                plain = in.readNBytes(maxBytes + 1);
            }
        } else if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new IOException("Content-Encoding " + encoding);
        }
        return plain.length > maxBytes ? null : plain;
    }

    private void upgrade(RoutingContext context, OpAmpService service, Admission caller, int maxBytes) {
        String upgrade = context.request().getHeader("Upgrade");
        if (upgrade == null || !upgrade.equalsIgnoreCase("websocket")) {
            refuse(context, 426, "POST, or upgrade to a WebSocket", 0);
            return;
        }
        String calledHost = calledHost(context);
        WebListener.keepOpen(context);
        var unused = context.request()
                .toWebSocket()
                .onSuccess(
                        socket -> new AgentSocket(socket, service, caller, calledHost, hub.counts(), maxBytes).begin())
                .onFailure(failure -> context.request().connection().close());
    }

    private void effectiveConfig(RoutingContext context) {
        OpAmpService service = hub.service();
        String text = null;
        try {
            text = service == null ? null : service.effectiveConfig(UUID.fromString(context.pathParam("agent")));
        } catch (IllegalArgumentException notOurs) {
            // Agents of OpAMP have a UUID for their name.
        }
        if (text == null) {
            ControlAnswers.problem(404, "Not found", "no such agent has said what it runs with")
                    .send(context);
        } else {
            WebAnswer.of(200, "application/yaml", text).send(context);
        }
    }
}
