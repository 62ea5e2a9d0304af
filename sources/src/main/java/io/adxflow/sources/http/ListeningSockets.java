package io.adxflow.sources.http;

import io.adxflow.sources.grpc.ExportIntake;
import io.adxflow.sources.grpc.ExportServer;
import io.adxflow.sources.grpc.ExportServer.ConnectionTimes;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.flink.configuration.ConfigOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets one server listens on: the main one, OTLP/HTTP's and OTLP/gRPC's, each of the latter if it is on. Thread-safe. */
final class ListeningSockets {
    private static final Logger LOG = LoggerFactory.getLogger(ListeningSockets.class);
    private static final int BACKLOG = 1024;
    /** What {@link #otlpHttpPort} and {@link #otlpGrpcPort} say when there is no such listener. */
    static final int OFF = -1;

    private final EventLoopGroup eventLoops;
    private final Function<Boolean, ChannelHandler> connections;
    private final ExportIntake calls;
    private @Nullable Channel main;
    private @Nullable Channel otlpHttp;
    private @Nullable ExportServer otlpGrpc;
    private @Nullable IngestAddress otlpHttpAddress;
    private @Nullable IngestAddress otlpGrpcAddress;

    /** @param connections makes the handler of a listener's connections; told whether it takes nothing but OTLP */
    ListeningSockets(EventLoopGroup eventLoops, Function<Boolean, ChannelHandler> connections, ExportIntake calls) {
        this.eventLoops = eventLoops;
        this.connections = connections;
        this.calls = calls;
    }

    /**
     * Listens where the settings say. The main address stays once it is bound; OTLP's follow the settings.
     *
     * @param tls of gRPC's connections; null for plain ones
     * @throws CannotListenException for the first address that cannot be bound; those bound before stay
     */
    synchronized void open(IngestSettings settings, @Nullable SslContext tls) throws CannotListenException {
        if (main == null) {
            main = bind(IngestOptions.HTTP, settings.http(), false);
        }
        if (!Objects.equals(otlpHttpAddress, settings.otlpHttp())) {
            close(otlpHttp);
            awaitFreePorts();
            otlpHttp = null;
            otlpHttpAddress = null;
            if (settings.otlpHttp() != null) {
                otlpHttp = bind(IngestOptions.OTLP_HTTP, settings.otlpHttp(), true);
                otlpHttpAddress = settings.otlpHttp();
            }
        }
        if (!Objects.equals(otlpGrpcAddress, settings.otlpGrpc())) {
            stopGrpc();
            if (settings.otlpGrpc() != null) {
                otlpGrpc = serveGrpc(settings.otlpGrpc(), settings.otlpGrpc().socketAddress(), settings, tls);
                otlpGrpcAddress = settings.otlpGrpc();
            }
        }
    }

    synchronized int port() {
        return portOf(main);
    }

    synchronized int otlpHttpPort() {
        return portOf(otlpHttp);
    }

    synchronized int otlpGrpcPort() {
        return otlpGrpc == null ? OFF : otlpGrpc.port();
    }

    /** Tells gRPC's callers how the server fares. */
    synchronized void tellHealth() {
        if (otlpGrpc != null) {
            otlpGrpc.tellHealth();
        }
    }

    /** Sends gRPC's callers elsewhere, which over HTTP is told with each answer. */
    synchronized void drainGrpc() {
        if (otlpGrpc != null) {
            otlpGrpc.drain();
        }
    }

    /** Takes the gRPC listener's callers again, at the port it had, after it was drained. */
    synchronized void reopenGrpc(IngestSettings settings, @Nullable SslContext tls) {
        IngestAddress address = otlpGrpcAddress;
        if (otlpGrpc != null && address != null) {
            InetSocketAddress before = new IngestAddress(address.host(), otlpGrpc.port()).socketAddress();
            stopGrpc();
            try {
                otlpGrpc = serveGrpc(address, before, settings, tls);
                otlpGrpcAddress = address;
            } catch (CannotListenException e) {
                LOG.error("OTLP/gRPC is no longer received; the next attempt of the job tries again", e);
            }
        }
    }

    /** The addresses are free when it returns; gRPC's connections are cut. Not to be called on an event loop. */
    synchronized void close() {
        close(main);
        close(otlpHttp);
        stopGrpc();
        awaitFreePorts();
    }

    /** Cuts gRPC's connections; {@link #open} listens anew. */
    synchronized void closeGrpc() {
        stopGrpc();
    }

    private void stopGrpc() {
        if (otlpGrpc != null) {
            otlpGrpc.stop();
            awaitFreePorts();
        }
        otlpGrpc = null;
        otlpGrpcAddress = null;
    }

    private Channel bind(ConfigOption<String> option, IngestAddress address, boolean otlpOnly)
            throws CannotListenException {
        ChannelFuture bound = new ServerBootstrap()
                .group(eventLoops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(connections.apply(otlpOnly))
                .bind(address.socketAddress())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new CannotListenException(option, address, bound.cause());
        }
        return bound.channel();
    }

    private ExportServer serveGrpc(
            IngestAddress address, InetSocketAddress socket, IngestSettings settings, @Nullable SslContext tls)
            throws CannotListenException {
        ConnectionTimes times = new ConnectionTimes(
                settings.senders().headerTimeout(), settings.idleTimeout(), settings.grpcConnectionAge());
        try {
            return ExportServer.start(socket, eventLoops, times, calls, tls);
        } catch (IOException e) {
            // gRPC's own message names the address again; the reason stands behind it.
            throw new CannotListenException(IngestOptions.OTLP_GRPC, address, e.getCause() == null ? e : e.getCause());
        }
    }

    private static void close(@Nullable Channel listener) {
        if (listener != null) {
            listener.close().awaitUninterruptibly();
        }
    }

    /**
     * Returns when the closed sockets have let go of their ports: the JDK leaves a closed channel listening until its
     * selector's next selection. What a task schedules on its own loop runs behind the next selection, so that the first round
     * here ends behind the channel's deregistration and the second behind the selection that follows.
     */
    private void awaitFreePorts() {
        for (int round = 0; round < 2; round++) {
            for (EventExecutor loop : eventLoops) {
                Promise<Boolean> selected = loop.newPromise();
                Runnable tell = () -> selected.setSuccess(true);
                loop.execute(() -> {
                    var unused = loop.schedule(tell, 0, TimeUnit.NANOSECONDS);
                });
                var unused = selected.awaitUninterruptibly();
            }
        }
    }

    private static int portOf(@Nullable Channel listener) {
        return listener == null ? OFF : ((InetSocketAddress) listener.localAddress()).getPort();
    }
}
