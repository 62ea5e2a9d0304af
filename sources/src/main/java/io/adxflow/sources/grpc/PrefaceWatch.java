package io.adxflow.sources.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Tells when as much has come as every client begins with: the preface (RFC 9113, section 3.4) and the head of its first frame. That
 * it is HTTP/2 is seen to behind this handler, which then goes.
 */
final class PrefaceWatch extends ChannelInboundHandlerAdapter {
    private static final int PREFACE_BYTES = 24 + 9;

    private final Runnable whenItHasCome;
    private int bytes;

    PrefaceWatch(Runnable whenItHasCome) {
        this.whenItHasCome = whenItHasCome;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        bytes += ((ByteBuf) message).readableBytes();
        if (bytes >= PREFACE_BYTES) {
            ctx.pipeline().remove(this);
            whenItHasCome.run();
        }
        ctx.fireChannelRead(message);
    }
}
