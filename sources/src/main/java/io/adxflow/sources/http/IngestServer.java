package io.adxflow.sources.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One listener: accepts connections, admits requests under the byte budget, and hands them to the attached readers. Stays open
 * without readers; requests are then answered 503.
 *
 * <p>Nothing here reads time by itself: whoever owns the server calls {@link #sweep()} a few times a second, and
 * deadlines hold to that grain.
 */
final class IngestServer {
    private static final int MAX_REQUEST_LINE_BYTES = 8 * 1024;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_PIECE_BYTES = 64 * 1024;
    private static final int BACKLOG = 1024;

    private final NioEventLoopGroup eventLoops;
    private final IngestClock clock;
    private final ByteBudget budget;
    private final AttachedReaders readers = new AttachedReaders();
    private final RetryAfter retryAfter = new RetryAfter();
    private final Set<IngestConnection> connections = ConcurrentHashMap.newKeySet();
    private final Channel listener;
    private volatile IngestSettings settings;
    private volatile boolean draining;

    private IngestServer(IngestSettings settings, IngestClock clock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        this.budget = new ByteBudget(settings.inflightBytes());
        this.eventLoops = new NioEventLoopGroup(settings.threads(), new DefaultThreadFactory("adxflow-ingest", true));
        ChannelFuture bound = new ServerBootstrap()
                .group(eventLoops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Pipeline())
                .bind(settings.socketAddress())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            stopEventLoops();
            throw new IOException(
                    "cannot listen on " + settings.address() + " (" + IngestOptions.HTTP.key() + "): "
                            + bound.cause().getMessage()
                            + ". Is another process there, or, in a session cluster, a job that ended less than "
                            + IngestOptions.LINGER.key() + " ago?",
                    bound.cause());
        }
        this.listener = bound.channel();
    }

    static IngestServer start(IngestSettings settings, IngestClock clock) throws IOException {
        return new IngestServer(settings, clock);
    }

    /** The port it listens on, also when the configured one is 0. */
    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    IngestSettings settings() {
        return settings;
    }

    /** Takes over new limits; address and threads stay. */
    void reconfigure(IngestSettings next) {
        settings = next;
        budget.setLimitBytes(next.inflightBytes());
    }

    AttachedReaders readers() {
        return readers;
    }

    ByteBudget budget() {
        return budget;
    }

    IngestClock clock() {
        return clock;
    }

    int connectionCount() {
        return connections.size();
    }

    boolean isDraining() {
        return draining;
    }

    /** While draining, new requests are answered 503 and connections closed after their answer. */
    void setDraining(boolean on) {
        draining = on;
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
    }

    /** Routes a whole request to its reader; when that fails, the body's reservation stays with the caller. */
    ReaderQueue.Offer dispatch(RequestGate.Admitted admitted, byte[] body, String sender, Responder responder) {
        BodyHash hash = BodyHash.of(admitted.format().code(), admitted.target(), body);
        IngestRequest request = new IngestRequest(
                admitted.format(), admitted.target(), body, hash.high(), hash.low(), clock.epochMillis(), sender);
        return readers.offer(new QueuedRequest(request, responder, clock.nanos()), budget.limitBytes());
    }

    /** Frees the address before it returns; connections are cut. Not to be called on an event loop. */
    void stop() {
        listener.close().awaitUninterruptibly();
        for (IngestConnection connection : connections) {
            connection.cut();
        }
        stopEventLoops();
    }

    private void stopEventLoops() {
        var unused = eventLoops.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }

    private final class Pipeline extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            HttpDecoderConfig limits = new HttpDecoderConfig()
                    .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                    .setMaxHeaderSize(MAX_HEADER_BYTES)
                    .setMaxChunkSize(MAX_PIECE_BYTES);
            channel.pipeline()
                    .addLast(new HttpServerCodec(limits))
                    .addLast(new FlowControlHandler())
                    .addLast(new IngestConnection(IngestServer.this, channel));
        }
    }
}
