package io.adxflow.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** Passes connections in plain on by TLS, so that a sender that knows none can measure a server that speaks it. */
final class TlsTunnel implements AutoCloseable {
    private final NioEventLoopGroup loops = new NioEventLoopGroup(1, new DefaultThreadFactory("tls-tunnel", true));
    private final Channel listener;

    private TlsTunnel(InetSocketAddress server) throws IOException {
        SslContext tls = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build();
        listener = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel plain) {
                        connect(plain, server, tls);
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    static TlsTunnel open(String host, int port) throws IOException {
        return new TlsTunnel(new InetSocketAddress(host, port));
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    private static void connect(Channel plain, InetSocketAddress server, SslContext tls) {
        new Bootstrap()
                .group(plain.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel secret) {
                        secret.pipeline().addLast(tls.newHandler(secret.alloc()), new Passing(plain));
                    }
                })
                .connect(server)
                .addListener((ChannelFutureListener) connected -> {
                    if (connected.isSuccess()) {
                        plain.pipeline().addLast(new Passing(connected.channel()));
                        plain.config().setAutoRead(true);
                    } else {
                        var unused = plain.close();
                    }
                });
    }

    /** Hands on what comes. */
    private static final class Passing extends ChannelInboundHandlerAdapter {
        private final Channel to;

        Passing(Channel to) {
            this.to = to;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            var unused = to.write(message, to.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            to.flush();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            var unused = to.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            var unused = ctx.close();
        }
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        var unused = loops.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }
}
