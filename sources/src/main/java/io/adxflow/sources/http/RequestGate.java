package io.adxflow.sources.http;

import io.adxflow.sources.connections.Printable;
import io.adxflow.sources.translate.Translator;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormats;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.NotSslRecordException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Decides from a request's head alone whether its body is worth reading. Holds no state; the byte budget is asked later. */
final class RequestGate {

    /** A request that may send its body ({@link Admitted}), or the reason why not ({@link Refused}). */
    sealed interface Verdict permits Admitted, Refused {}

    /** @param who sends, as his credential proves; empty where nobody is asked */
    record Admitted(WireFormat format, Target target, String who) implements Verdict {}

    /**
     * @param message for the sender; what it echoes is made printable
     * @param retryAfterSeconds the least wait to tell, 0 for what {@code ingest.retry-after} says
     */
    record Refused(Refusal reason, String message, int retryAfterSeconds) implements Verdict, Asked {
        Refused {
            message = Printable.line(message);
        }

        Refused(Refusal reason, String message) {
            this(reason, message, 0);
        }
    }

    /** What a head asks for: a {@link Routed} one can be judged, a {@link Refused} one cannot. */
    sealed interface Asked permits Routed, Refused {}

    record Routed(Route route) implements Asked {}

    /**
     * Whether whoever sends may write to a namespace.
     *
     * @param refused null when he may
     * @param who he is, as his credential proves; empty when nobody knows
     */
    record Entry(@Nullable Refused refused, String who) {
        /** Of those who are not asked. */
        static final Entry ANYBODY = new Entry(null, "");
    }

    /** Says whether whoever sends may write to a namespace. */
    @FunctionalInterface
    interface Admission {
        /** Where nobody is asked. */
        Admission EVERYBODY = namespace -> Entry.ANYBODY;

        Entry enter(String namespace);
    }

    /** @param otlpOnly whether the listener takes nothing but OTLP */
    static Asked route(HttpRequest request, boolean otlpOnly) {
        if (request.decoderResult().isFailure()) {
            return malformed(request.decoderResult().cause());
        }
        HttpVersion version = request.protocolVersion();
        if (version.majorVersion() != 1 || version.minorVersion() > 1) {
            return new Refused(Refusal.HTTP_VERSION, "HTTP version: " + version + " (expected: HTTP/1.1)");
        }
        int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || (hosts == 0 && version.minorVersion() == 1)) {
            return new Refused(Refusal.MALFORMED, "Host: " + hosts + " of them (expected: one)");
        }
        Route route;
        try {
            route = Route.parse(request.uri());
        } catch (IllegalArgumentException e) {
            return new Refused(Refusal.MALFORMED, "path: " + Printable.of(request.uri()) + " (" + e.getMessage() + ")");
        }
        if (route == null || (otlpOnly && !route.kind().isOtlp())) {
            String known = otlpOnly ? Route.KNOWN_OTLP_PATHS : Route.KNOWN_PATHS;
            return new Refused(
                    Refusal.UNKNOWN_PATH, "path: " + Printable.of(request.uri()) + " (expected: " + known + ")");
        }
        return new Routed(route);
    }

    /**
     * @param readers who would take the request, and which targets it may name
     * @param admission asked before the targets, so that strangers learn of no names
     */
    static Verdict judge(
            HttpRequest request,
            Route route,
            IngestSettings settings,
            AttachedReaders readers,
            boolean draining,
            Admission admission) {
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        if (origin != null && !settings.senders().corsOrigins().allow(origin)) {
            return new Refused(
                    Refusal.ORIGIN,
                    "Origin: " + Printable.of(origin) + " may not send, see " + IngestOptions.CORS_ORIGINS.key());
        }
        if (!request.method().equals(HttpMethod.POST)) {
            return new Refused(
                    Refusal.METHOD, "method: " + Printable.of(request.method().name()) + " (expected: POST)");
        }
        if (draining) {
            return draining();
        }
        IngestTargets targets = readers.targets();
        if (targets == null) {
            return restarting();
        }
        Entry entry = enter(admission, route.namespace());
        Refused denied = entry.refused();
        return denied != null ? denied : judgeContent(request, route, settings, targets, entry.who());
    }

    /**
     * Judges a gRPC call, whose kind and encoding are known.
     *
     * @param namespace null for the default one
     * @param database null for the namespace's default
     * @param hint what the sender says of tables; null for nothing
     * @param admission as for {@link #judge}
     */
    static Verdict judgeCall(
            WireFormat format,
            @Nullable String namespace,
            @Nullable String database,
            @Nullable String hint,
            AttachedReaders readers,
            boolean draining,
            Admission admission) {
        if (draining) {
            return draining();
        }
        IngestTargets targets = readers.targets();
        if (targets == null) {
            return restarting();
        }
        Entry entry = enter(admission, namespace);
        Refused denied = entry.refused();
        if (denied != null) {
            return denied;
        }
        try {
            return admitted(format, targets.resolve(namespace, database), targets, hint, entry.who());
        } catch (UnknownTargetException e) {
            return new Refused(Refusal.UNKNOWN_TARGET, String.valueOf(e.getMessage()));
        }
    }

    private static Entry enter(Admission admission, @Nullable String namespace) {
        return admission.enter(namespace == null ? IngestTargets.DEFAULT_NAMESPACE : namespace);
    }

    private static Verdict judgeContent(
            HttpRequest request, Route route, IngestSettings settings, IngestTargets targets, String who) {
        HttpHeaders headers = request.headers();
        Target target;
        try {
            target = targets.resolve(route.namespace(), route.database());
        } catch (UnknownTargetException e) {
            return new Refused(Refusal.UNKNOWN_TARGET, String.valueOf(e.getMessage()));
        }
        Translator translator = route.translator();
        WireFormats.Negotiation negotiation = translator == null
                ? route.kind()
                        .negotiate(
                                headers.get(HttpHeaderNames.CONTENT_TYPE),
                                headers.get(HttpHeaderNames.CONTENT_ENCODING))
                : negotiate(translator, headers);
        if (negotiation instanceof WireFormats.Refused refused) {
            return new Refused(Refusal.MEDIA_TYPE, refused.message());
        }
        String expect = headers.get(HttpHeaderNames.EXPECT);
        if (expect != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expect)) {
            return new Refused(Refusal.EXPECTATION, "Expect: " + Printable.of(expect) + " (expected: 100-continue)");
        }
        WireFormat format = ((WireFormats.Accepted) negotiation).format();
        long length = contentLength(request);
        if (length == 0 && !mayBeEmpty(format)) {
            return empty();
        }
        if (length > settings.maxBodyBytes()) {
            return tooLarge(settings);
        }
        return admitted(format, target, targets, headers.get(IngestTargets.SCHEMA_HEADER), who);
    }

    /** What comes by other formats is of any type, and is compressed by gzip at most. */
    private static WireFormats.Negotiation negotiate(Translator translator, HttpHeaders headers) {
        String coding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
        return coding == null || isGzip(headers) || coding.strip().equalsIgnoreCase("identity")
                ? new WireFormats.Accepted(translator.format())
                : new WireFormats.Refused(
                        "Content-Encoding: " + Printable.of(coding) + " (expected: gzip or identity)");
    }

    static boolean isGzip(HttpHeaders headers) {
        String coding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
        return coding != null && coding.strip().equalsIgnoreCase("gzip");
    }

    private static Verdict admitted(
            WireFormat format, Target target, IngestTargets targets, @Nullable String hint, String who) {
        if (hint != null) {
            targets.hint(target, hint);
        }
        String overload = targets.overload(target);
        return overload == null ? new Admitted(format, target, who) : new Refused(Refusal.TARGET_OVERLOAD, overload);
    }

    /** No bytes are a whole protobuf message, which OTLP takes for a request with nothing in it. */
    static boolean mayBeEmpty(WireFormat format) {
        return format.isOtlp() && format.encoding() == Encoding.PROTOBUF && format.compression() == Compression.NONE;
    }

    /** The body's length as announced, 0 without a body, -1 when it comes in chunks. */
    static long contentLength(HttpRequest request) {
        return HttpUtil.isTransferEncodingChunked(request) ? -1 : HttpUtil.getContentLength(request, 0L);
    }

    /** True when the request, though refused, can be read to its end. */
    static boolean hasBoundedBody(HttpRequest request, IngestSettings settings) {
        if (request.decoderResult().isFailure()) {
            return false;
        }
        long length = contentLength(request);
        return length >= 0 && length <= settings.maxBodyBytes();
    }

    static Refused empty() {
        return new Refused(Refusal.EMPTY, "body: empty (expected: a write request)");
    }

    static Refused tooLarge(IngestSettings settings) {
        return new Refused(
                Refusal.TOO_LARGE,
                "body: larger than " + settings.maxBodyBytes() + " bytes, see " + IngestOptions.MAX_BODY_SIZE.key()
                        + "; send less per request");
    }

    static Refused malformed(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new Refused(Refusal.URI_TOO_LONG, "request line: too long");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new Refused(Refusal.HEADERS_TOO_LARGE, "headers: too large");
        }
        return new Refused(Refusal.MALFORMED, "HTTP: malformed (" + cause.getMessage() + ")");
    }

    static Refused noRoom(ByteBudget budget) {
        return new Refused(
                Refusal.INFLIGHT_BYTES,
                "requests in flight: " + budget.usedBytes() + " of " + budget.limitBytes() + " bytes, see "
                        + IngestOptions.INFLIGHT_BYTES.key());
    }

    static Refused headTooSlow(IngestSettings settings) {
        return new Refused(
                Refusal.HEADER_TIMEOUT,
                "headers: not whole within "
                        + settings.senders().headerTimeout().toMillis() + " ms, see "
                        + IngestOptions.HEADER_TIMEOUT.key());
    }

    static Refused tooSlow(IngestSettings settings) {
        return new Refused(
                Refusal.BODY_TIMEOUT,
                "body: not whole within " + settings.bodyTimeout().toMillis() + " ms, see "
                        + IngestOptions.BODY_TIMEOUT.key());
    }

    static Refused tooManyConnections(IngestSettings settings) {
        return new Refused(
                Refusal.CONNECTIONS,
                "connections: " + settings.maxConnections() + " are open, or "
                        + settings.senders().connections() + " of this address, and all wait for answers, see "
                        + IngestOptions.MAX_CONNECTIONS.key() + " and "
                        + IngestOptions.MAX_CONNECTIONS_PER_ADDRESS.key());
    }

    static Refused tooManyCalls(int limit) {
        return new Refused(
                Refusal.CONNECTIONS, "calls: " + limit + " are open, see " + IngestOptions.MAX_CONNECTIONS.key());
    }

    static Refused noTls(SSLException cause) {
        return new Refused(
                Refusal.TLS_HANDSHAKE,
                "TLS: "
                        + (cause instanceof NotSslRecordException
                                ? "spoken to in plain"
                                : String.valueOf(cause.getMessage())));
    }

    private static Refused draining() {
        return new Refused(Refusal.DRAINING, "adxflow is shutting down; send again to its successor");
    }

    static Refused restarting() {
        return new Refused(Refusal.RESTART, "the job is restarting; send again");
    }

    private RequestGate() {}
}
