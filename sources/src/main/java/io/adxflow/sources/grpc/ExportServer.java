package io.adxflow.sources.grpc;

import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The gRPC listener. Everything runs on the event loops it is given, decompression included, and nothing there blocks.
 *
 * <p>A message may be as large as the intake lets it: it counts the bytes as they come and ends the call, so that gRPC's own
 * limit, which would not name our option, is out of the way.
 */
public final class ExportServer {
    private static final int BACKLOG = 1024;
    private static final int MAX_METADATA_BYTES = 16 * 1024;
    /** Calls that a connection may have open: with answers half a second apart, some 500 a second. */
    private static final int MAX_CALLS_PER_CONNECTION = 256;
    /** What a sender may have on its way before it hears from us, per connection: fixed, since memory for it is. */
    private static final int FLOW_CONTROL_WINDOW_BYTES = 1 << 20;
    /** Cancelled calls within half a minute, after which a connection is closed: a sender that times out has far fewer. */
    private static final int MAX_RESETS_PER_WINDOW = 4 * MAX_CALLS_PER_CONNECTION;

    private static final int RESET_WINDOW_SECONDS = 30;
    /** The most eager keep-alive of clients that is met in practice is 10 s (the collector's). */
    private static final Duration PERMITTED_KEEP_ALIVE = Duration.ofSeconds(5);

    private static final Duration KEEP_ALIVE = Duration.ofMinutes(1);
    private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(20);
    private static final long STOP_SECONDS = 5;
    private static final DecompressorRegistry DECOMPRESSORS = DecompressorRegistry.emptyInstance()
            .with(Codec.Identity.NONE, false)
            .with(LateDecompressor.gzip(), true)
            .with(LateDecompressor.zstd(), true)
            .with(LateDecompressor.snappy(), true);

    /** What it logs, each with a stack trace, are connections and frames that make no sense: the sender's doing, and it is told. */
    private static final Logger TRANSPORT = Logger.getLogger("io.grpc.netty");

    static {
        TRANSPORT.setLevel(Level.SEVERE);
    }

    private final Server server;
    private final HealthService health;
    private final int port;

    private ExportServer(Server server, HealthService health) {
        this.server = server;
        this.health = health;
        this.port = server.getPort();
    }

    /**
     * How long connections live.
     *
     * @param handshake for a new one to speak HTTP/2
     * @param idle without a call, after which it is closed
     * @param age after which it is asked to close, calls in flight finishing; spread by a tenth
     */
    public record ConnectionTimes(Duration handshake, Duration idle, Duration age) {}

    /**
     * Listens from now on.
     *
     * @param eventLoops of the NIO kind; they stay the caller's
     * @param tls null to speak in plain
     * @throws IOException when the address cannot be bound
     */
    public static ExportServer start(
            InetSocketAddress address,
            EventLoopGroup eventLoops,
            ConnectionTimes times,
            ExportIntake intake,
            @Nullable SslContext tls)
            throws IOException {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(address)
                .channelFactory(() -> new BoundedServerChannel(intake))
                .bossEventLoopGroup(eventLoops)
                .workerEventLoopGroup(eventLoops)
                .withOption(ChannelOption.SO_REUSEADDR, true)
                .withOption(ChannelOption.SO_BACKLOG, BACKLOG)
                .directExecutor()
                .addStreamTracerFactory(new CallTracer.Factory())
                .decompressorRegistry(DECOMPRESSORS)
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .maxInboundMetadataSize(MAX_METADATA_BYTES)
                .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
                .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
                .maxRstFramesPerWindow(MAX_RESETS_PER_WINDOW, RESET_WINDOW_SECONDS)
                .handshakeTimeout(times.handshake().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionIdle(times.idle().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionAge(times.age().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTime(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(PERMITTED_KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true);
        if (tls != null) {
            builder.sslContext(tls);
        }
        List<ServerServiceDefinition> exports = ExportServices.over(intake);
        exports.forEach(builder::addService);
        HealthService health = new HealthService(
                intake::isServing,
                exports.stream()
                        .map(service -> service.getServiceDescriptor().getName())
                        .collect(Collectors.toSet()));
        builder.addService(health.definition());
        return new ExportServer(builder.build().start(), health);
    }

    /** Tells those who watch its health what has changed; called a few times a second. */
    public void tellHealth() {
        health.tell();
    }

    /** The port it listens on, or listened on before it was drained. */
    public int port() {
        return port;
    }

    /** Listens no longer and tells every connection so (GOAWAY); calls in flight go on. For good. */
    public void drain() {
        health.end();
        var unused = server.shutdown();
    }

    /** Cuts every connection; the address is free when it returns. Not to be called on an event loop. */
    public void stop() {
        try {
            var unused = server.shutdownNow().awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
