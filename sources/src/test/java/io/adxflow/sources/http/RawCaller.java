package io.adxflow.sources.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A gRPC client that sends frames as it is told, whole messages or not. */
final class RawCaller implements AutoCloseable {
    private final NioEventLoopGroup loop = new NioEventLoopGroup(1);
    final Channel connection;

    RawCaller(int port) throws Exception {
        connection = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(Http2FrameCodecBuilder.forClient().build())
                                .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
                    }
                })
                .connect("127.0.0.1", port)
                .sync()
                .channel();
    }

    /** Begins a call of LogsService/Export. */
    Call call() throws Exception {
        Call call = new Call();
        call.stream =
                new Http2StreamChannelBootstrap(connection).handler(call).open().get(5, TimeUnit.MINUTES);
        DefaultHttp2Headers headers = new DefaultHttp2Headers();
        headers.method("POST").scheme("http").authority("x");
        headers.path("/opentelemetry.proto.collector.logs.v1.LogsService/Export");
        headers.set("content-type", "application/grpc").set("te", "trailers");
        call.stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers)).sync();
        return call;
    }

    /** One call; what the server says in the end is the grpc-status, or "reset". */
    static final class Call extends ChannelInboundHandlerAdapter {
        final CompletableFuture<String> end = new CompletableFuture<>();
        Http2StreamChannel stream;

        /** The five bytes before a message: not compressed, so long. */
        Call announce(long length) {
            return send(Unpooled.buffer(5).writeByte(0).writeInt((int) length));
        }

        Call send(int bytes) {
            return send(Unpooled.wrappedBuffer(new byte[bytes]));
        }

        private Call send(ByteBuf data) {
            stream.writeAndFlush(new DefaultHttp2DataFrame(data));
            return this;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            if (frame instanceof Http2HeadersFrame headers) {
                CharSequence status = headers.headers().get("grpc-status");
                if (status != null) {
                    end.complete(status.toString());
                }
            } else if (frame instanceof Http2ResetFrame) {
                end.complete("reset");
            }
            ReferenceCountUtil.release(frame);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof Http2ResetFrame) {
                end.complete("reset");
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            end.complete("closed");
        }
    }

    @Override
    public void close() {
        connection.close().awaitUninterruptibly();
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }
}
