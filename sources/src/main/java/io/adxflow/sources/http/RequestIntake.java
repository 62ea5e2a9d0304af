package io.adxflow.sources.http;

import io.adxflow.sources.auth.Credentials;
import io.adxflow.sources.connections.Printable;
import io.adxflow.sources.translate.Translator;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Takes in one connection's requests, one after the other: judges the head, collects the body under the budget, and hands the
 * whole to a reader. Confined to the connection's event loop.
 */
final class RequestIntake {
    private final IngestServer server;
    private final String remote;
    private final InetAddress from;
    private final Supplier<@Nullable SSLSession> tls;
    private final boolean otlpOnly;
    private AnswerDialect dialect;
    private String userAgent = "";
    private String sender;
    private @Nullable Incoming incoming;

    /** @param translator null for a body in a format of the job's own */
    private record Incoming(
            RequestGate.Admitted head, BodyBuffer body, @Nullable Translator translator, boolean gzip) {}

    /**
     * @param address the sender's
     * @param tls the connection's session; gives null for one in plain
     * @param otlpOnly whether the listener takes nothing but OTLP
     */
    RequestIntake(
            IngestServer server, InetSocketAddress address, Supplier<@Nullable SSLSession> tls, boolean otlpOnly) {
        this.server = server;
        this.remote = String.valueOf(address);
        this.from = address.getAddress();
        this.tls = tls;
        this.otlpOnly = otlpOnly;
        this.dialect = AnswerDialect.of(unknownKind(), null);
        this.sender = remote;
    }

    /** Whether the listener takes nothing but OTLP. */
    boolean isOtlpOnly() {
        return otlpOnly;
    }

    /** Null when the body may come. */
    RequestGate.@Nullable Refused begin(HttpRequest request) {
        nameSender(request.headers().get(HttpHeaderNames.USER_AGENT, ""));
        IngestSettings settings = server.settings();
        RequestGate.Asked asked = RequestGate.route(request, otlpOnly);
        String contentType = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
        if (asked instanceof RequestGate.Refused refused) {
            dialect = AnswerDialect.of(unknownKind(), contentType);
            return refused;
        }
        Route route = ((RequestGate.Routed) asked).route();
        dialect = AnswerDialect.of(route.kind(), contentType);
        RequestGate.Verdict verdict =
                RequestGate.judge(request, route, settings, server.readers(), server.isDraining(), admission(request));
        if (verdict instanceof RequestGate.Refused refused) {
            return refused;
        }
        RequestGate.Admitted head = (RequestGate.Admitted) verdict;
        RequestGate.Refused over = server.limit(head, RequestGate.contentLength(request));
        if (over != null) {
            return over;
        }
        BodyBuffer body = open(head, RequestGate.contentLength(request));
        if (body == null) {
            return RequestGate.noRoom(server.budget());
        }
        incoming = new Incoming(head, body, route.translator(), RequestGate.isGzip(request.headers()));
        return null;
    }

    private RequestGate.Admission admission(HttpRequest request) {
        if (!server.trust().asks()) {
            return RequestGate.Admission.EVERYBODY;
        }
        Credentials credentials =
                new Credentials(request.headers().get(HttpHeaderNames.AUTHORIZATION), tls.get(), from);
        return namespace -> server.admit(credentials, namespace, sender);
    }

    private @Nullable BodyBuffer open(RequestGate.Admitted head, long contentLength) {
        int maxBytes = server.settings().maxBodyBytes();
        return contentLength >= 0 && IngestRequest.mayBeLonger(head.format())
                ? BodyBuffer.open(server.budget(), (int) contentLength, maxBytes, server.bodies())
                : BodyBuffer.open(server.budget(), contentLength, maxBytes);
    }

    /** How the newest request is to be answered; before the first, how the listener's requests usually are. */
    AnswerDialect dialect() {
        return dialect;
    }

    /** What a request is taken for that names no kind: answers to it tell nothing of a kind but its errors' form. */
    private RequestKind unknownKind() {
        return otlpOnly ? RequestKind.OTLP_LOGS : RequestKind.REMOTE_WRITE;
    }

    /** Null as long as the request may go on. */
    RequestGate.@Nullable Refused take(HttpContent piece) {
        if (piece.decoderResult().isFailure()) {
            return RequestGate.malformed(piece.decoderResult().cause());
        }
        return switch (current().body().append(piece.content())) {
            case TAKEN -> null;
            case TOO_LARGE -> RequestGate.tooLarge(server.settings());
            case NO_ROOM -> RequestGate.noRoom(server.budget());
        };
    }

    /** The last piece is taken. Null when a reader has the request and will answer it; its bytes stay reserved until then. */
    RequestGate.@Nullable Refused handOver(Responder responder) {
        Incoming request = current();
        if (request.body().isEmpty() && !RequestGate.mayBeEmpty(request.head().format())) {
            return RequestGate.empty();
        }
        incoming = null;
        int length = request.body().length();
        byte[] bytes = request.body().finish();
        Translator translator = request.translator();
        if (translator != null) {
            RequestGate.Refused refused = server.translations()
                    .take(translator, request.gzip(), request.head(), bytes, length, sender, responder);
            if (refused != null) {
                server.release(request.head().format(), bytes);
            }
            return refused;
        }
        ReaderQueue.Offer offer = server.dispatch(request.head(), bytes, length, sender, responder);
        if (offer == ReaderQueue.Offer.TAKEN) {
            return null;
        }
        server.release(request.head().format(), bytes);
        return offer == ReaderQueue.Offer.FULL ? RequestGate.noRoom(server.budget()) : RequestGate.restarting();
    }

    /** Forgets the request that is being received, if any. */
    void discard() {
        if (incoming != null) {
            incoming.body().discard();
            incoming = null;
        }
    }

    /** Who the newest request is from, for messages. */
    String sender() {
        return sender;
    }

    private Incoming current() {
        if (incoming == null) {
            throw new IllegalStateException("a body without a head");
        }
        return incoming;
    }

    private void nameSender(String agent) {
        if (!agent.equals(userAgent)) {
            userAgent = agent;
            sender = remote + " " + Printable.of(agent);
        }
    }
}
