package io.adxflow.sources.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Tells when anything comes: a request that is not whole shows nowhere else. */
final class FirstBytes extends ChannelInboundHandlerAdapter {
    private final Runnable whenBytesCome;

    FirstBytes(Runnable whenBytesCome) {
        this.whenBytesCome = whenBytesCome;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        whenBytesCome.run();
        ctx.fireChannelRead(message);
    }
}
