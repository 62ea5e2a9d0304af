package io.adxflow.sources.http;

import io.adxflow.sources.auth.Credentials;
import io.adxflow.sources.connections.ConnectionLedger;
import io.adxflow.sources.limits.Admission;
import io.adxflow.sources.limits.TrafficDoor;
import io.adxflow.sources.wire.WireFormat;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections, admits requests under the byte budget, and hands them to the attached readers, whatever the listener
 * they come by. Stays open without readers; requests are then answered 503.
 *
 * <p>Nothing here reads time by itself: whoever owns the server calls {@link #sweep()} a few times a second, and
 * deadlines hold to that grain.
 */
final class IngestServer {
    private static final int MAX_REQUEST_LINE_BYTES = 8 * 1024;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_PIECE_BYTES = 64 * 1024;
    private static final int PARTS_OF_HEAP = 8;

    private final NioEventLoopGroup eventLoops;
    private final IngestClock clock;
    private final ByteBudget budget;
    private final BodyPool bodies;
    private final AttachedReaders readers = new AttachedReaders();
    private final RetryAfter retryAfter = new RetryAfter();
    private final Set<IngestConnection> connections = ConcurrentHashMap.newKeySet();
    private final ConnectionLedger ledger;
    private final RefusalLog refusalLog;
    private final TrafficDoor door;
    private final GrpcIntake calls = new GrpcIntake(this);
    private final Translations translations = new Translations(this);
    private final ListeningSockets sockets;
    private volatile IngestSettings settings;
    private volatile IngestTrust trust;
    private volatile boolean draining;

    private IngestServer(IngestSettings settings, IngestTrust trust, IngestClock clock) {
        this.trust = trust;
        this.settings = settings;
        this.clock = clock;
        this.door = new TrafficDoor(clock.epochMillis());
        this.budget = new ByteBudget(inflightBytes(settings));
        this.bodies = new BodyPool(budget);
        this.refusalLog = new RefusalLog(clock, RefusalLog.LOGGED);
        this.ledger = new ConnectionLedger(limits(settings), clock::nanos);
        this.eventLoops = new NioEventLoopGroup(settings.threads(), new DefaultThreadFactory("adxflow-ingest", true));
        this.sockets = new ListeningSockets(eventLoops, Pipeline::new, calls);
    }

    /** @throws CannotListenException when an address cannot be bound */
    static IngestServer start(IngestSettings settings, IngestClock clock) throws CannotListenException {
        IngestServer server = new IngestServer(settings, IngestTrust.open(settings, clock), clock);
        try {
            server.sockets.open(settings, server.trust.http2());
        } catch (CannotListenException e) {
            server.stop();
            throw e;
        }
        return server;
    }

    /** Where it listens, the ports included that were found free. */
    ListeningSockets sockets() {
        return sockets;
    }

    IngestSettings settings() {
        return settings;
    }

    /**
     * Takes over new limits and OTLP's addresses; main address and threads stay.
     *
     * @throws CannotListenException when an address cannot be bound
     */
    void reconfigure(IngestSettings next) throws CannotListenException {
        if (!next.trust().equals(settings.trust())) {
            trust = IngestTrust.open(next, clock);
            // It goes on with the certificates of another trust.
            sockets.closeGrpc();
        }
        settings = next;
        budget.setLimitBytes(inflightBytes(next));
        ledger.setLimits(limits(next));
        sockets.open(next, trust.http2());
    }

    /** Whom it trusts. */
    IngestTrust trust() {
        return trust;
    }

    /** Whether whoever sends may write, and who he is; where that is only observed, he may always. */
    RequestGate.Entry admit(Credentials credentials, String namespace, String sender) {
        RequestGate.Entry entry = trust.judge(credentials, namespace);
        RequestGate.Refused refused = entry.refused();
        if (refused == null || trust.enforces()) {
            return entry;
        }
        refusalLog.note(
                refused.reason(),
                sender,
                "taken all the same, as " + IngestOptions.AUTHENTICATION.key() + " is observe; " + refused.message());
        return RequestGate.Entry.ANYBODY;
    }

    private static ConnectionLedger.Limits limits(IngestSettings settings) {
        SenderLimits senders = settings.senders();
        return new ConnectionLedger.Limits(
                settings.maxConnections(), senders.connections(), senders.loadBalancers(), senders.headerTimeout());
    }

    /** What is configured, or as much of it as this process's heap can spare: room for one body in any case. */
    private static long inflightBytes(IngestSettings settings) {
        long spared = Math.max(settings.maxBodyBytes(), Runtime.getRuntime().maxMemory() / PARTS_OF_HEAP);
        return Math.min(settings.inflightBytes(), spared);
    }

    AttachedReaders readers() {
        return readers;
    }

    BodyPool bodies() {
        return bodies;
    }

    /** Who translates bodies in the formats of extensions. */
    Translations translations() {
        return translations;
    }

    ByteBudget budget() {
        return budget;
    }

    IngestClock clock() {
        return clock;
    }

    /** The connections of all listeners, those excepted that are turned away. */
    ConnectionLedger ledger() {
        return ledger;
    }

    /** Open connections of all listeners. */
    int connectionCount() {
        return connections.size() + calls.connectionCount();
    }

    /** Open gRPC calls. */
    int callCount() {
        return calls.callCount();
    }

    boolean isDraining() {
        return draining;
    }

    /** While draining, new requests are answered 503 and connections closed after their answer. */
    void setDraining(boolean on) {
        boolean was = draining;
        draining = on;
        if (on) {
            sockets.drainGrpc();
        } else if (was) {
            sockets.reopenGrpc(settings, trust.http2());
        }
    }

    /** What a sender is told whose request was refused. */
    Answer answer(RequestGate.Refused refused) {
        int status = refused.reason().isOverload()
                ? settings.overloadStatus()
                : refused.reason().status();
        return new Answer(status, refused.message(), 0, 0, 0, 0, refused.retryAfterSeconds());
    }

    RefusalLog refusalLog() {
        return refusalLog;
    }

    /** Counts a refusal and tells the log of it. */
    void refused(RequestGate.Refused refused, String sender) {
        readers.countRefusal(refused.reason());
        refusalLog.note(refused.reason(), sender, refused.message());
    }

    /** What the sender of an answer is told, who is to come again. */
    int retryAfterSeconds(Answer answer) {
        if (!draining && readers.count() == 0) {
            // A start is over soon, and nothing has filled up that senders would have to be kept apart for.
            return (int) settings.retryAfter().toSeconds();
        }
        Duration least = Duration.ofSeconds(answer.retryAfterSeconds());
        return retryAfter.nextSeconds(least.compareTo(settings.retryAfter()) > 0 ? least : settings.retryAfter());
    }

    /** What namespaces may send through this process. */
    TrafficDoor door() {
        return door;
    }

    /**
     * Null when the limits of the request's namespace let it in.
     *
     * @param bytes of its body, or -1 when nobody knows yet
     */
    RequestGate.@Nullable Refused limit(RequestGate.Admitted admitted, long bytes) {
        Admission admission = door.admit(admitted.target().namespace(), bytes, clock.nanos());
        return admission instanceof Admission.No no
                ? new RequestGate.Refused(Refusal.LIMIT, no.message(), no.waitSeconds())
                : null;
    }

    void opened(IngestConnection connection) {
        connections.add(connection);
    }

    void closed(IngestConnection connection) {
        connections.remove(connection);
    }

    /** Enforces every deadline that has passed. */
    void sweep() {
        long now = clock.nanos();
        for (IngestConnection connection : connections) {
            connection.sweep(now);
        }
        calls.sweep(now);
        translations.sweep(now);
        sockets.tellHealth();
        refusalLog.sweep();
    }

    /** Routes a whole request to its reader; when that fails, the body's reservation stays with the caller. */
    ReaderQueue.Offer dispatch(
            RequestGate.Admitted admitted, byte[] body, int bodyLength, String sender, Responder responder) {
        BodyHash hash = BodyHash.of(admitted.format().code(), admitted.target(), body, bodyLength);
        IngestRequest request = new IngestRequest(
                admitted.format(),
                admitted.target(),
                body,
                bodyLength,
                hash.high(),
                hash.low(),
                clock.epochMillis(),
                sender,
                admitted.who());
        long now = clock.nanos();
        String namespace = admitted.target().namespace();
        long reserved = door.reserve(namespace, bodyLength, now);
        ReaderQueue.Offer offer =
                readers.offer(new QueuedRequest(request, responder, now, reserved), budget.limitBytes());
        if (offer != ReaderQueue.Offer.TAKEN) {
            door.settle(namespace, reserved, bodyLength, 0, 0, now);
        }
        return offer;
    }

    /** Takes back a body's array, and what is reserved for it: nobody reads it any more. */
    void release(WireFormat format, byte[] body) {
        budget.release(body.length);
        if (IngestRequest.mayBeLonger(format)) {
            bodies.give(body);
        }
    }

    /** Frees its addresses before it returns; connections are cut. Not to be called on an event loop. */
    void stop() {
        sockets.close();
        translations.stop();
        for (IngestConnection connection : connections) {
            connection.cut();
        }
        var unused = eventLoops.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }

    private final class Pipeline extends ChannelInitializer<SocketChannel> {
        private final boolean otlpOnly;

        Pipeline(boolean otlpOnly) {
            this.otlpOnly = otlpOnly;
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            HttpDecoderConfig limits = new HttpDecoderConfig()
                    .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                    .setMaxHeaderSize(MAX_HEADER_BYTES)
                    .setMaxChunkSize(MAX_PIECE_BYTES);
            IngestConnection connection = new IngestConnection(IngestServer.this, channel, otlpOnly);
            SslContext tls = trust.http1();
            if (tls != null) {
                SslHandler handler = tls.newHandler(channel.alloc());
                handler.setHandshakeTimeoutMillis(
                        settings.senders().headerTimeout().toMillis());
                channel.pipeline().addLast(handler);
            }
            channel.pipeline()
                    .addLast(connection.firstBytes())
                    .addLast(new HttpServerCodec(limits))
                    .addLast(new FlowControlHandler())
                    .addLast(connection);
        }
    }
}
