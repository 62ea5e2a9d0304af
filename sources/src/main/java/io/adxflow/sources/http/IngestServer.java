package io.adxflow.sources.http;

import io.adxflow.sources.wire.WireFormat;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

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

    private final NioEventLoopGroup eventLoops;
    private final IngestClock clock;
    private final ByteBudget budget;
    private final BodyPool bodies;
    private final AttachedReaders readers = new AttachedReaders();
    private final RetryAfter retryAfter = new RetryAfter();
    private final Set<IngestConnection> connections = ConcurrentHashMap.newKeySet();
    private final GrpcIntake calls = new GrpcIntake(this);
    private final ListeningSockets sockets;
    private volatile IngestSettings settings;
    private volatile boolean draining;

    private IngestServer(IngestSettings settings, IngestClock clock) {
        this.settings = settings;
        this.clock = clock;
        this.budget = new ByteBudget(settings.inflightBytes());
        this.bodies = new BodyPool(budget);
        this.eventLoops = new NioEventLoopGroup(settings.threads(), new DefaultThreadFactory("adxflow-ingest", true));
        this.sockets = new ListeningSockets(eventLoops, Pipeline::new, calls);
    }

    /** @throws CannotListenException when an address cannot be bound */
    static IngestServer start(IngestSettings settings, IngestClock clock) throws CannotListenException {
        IngestServer server = new IngestServer(settings, clock);
        try {
            server.sockets.open(settings);
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
        settings = next;
        budget.setLimitBytes(next.inflightBytes());
        sockets.open(next);
    }

    AttachedReaders readers() {
        return readers;
    }

    BodyPool bodies() {
        return bodies;
    }

    ByteBudget budget() {
        return budget;
    }

    IngestClock clock() {
        return clock;
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
            sockets.reopenGrpc(settings);
        }
    }

    /** What a sender is told whose request was refused. */
    Answer answer(RequestGate.Refused refused) {
        int status = refused.reason().isOverload()
                ? settings.overloadStatus()
                : refused.reason().status();
        return Answer.refusal(status, refused.message());
    }

    int retryAfterSeconds() {
        return retryAfter.nextSeconds(settings.retryAfter());
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
                sender);
        return readers.offer(new QueuedRequest(request, responder, clock.nanos()), budget.limitBytes());
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
            channel.pipeline()
                    .addLast(new HttpServerCodec(limits))
                    .addLast(new FlowControlHandler())
                    .addLast(new IngestConnection(IngestServer.this, channel, otlpOnly));
        }
    }
}
