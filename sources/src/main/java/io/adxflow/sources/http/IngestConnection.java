package io.adxflow.sources.http;

import io.adxflow.sources.connections.ConnectionLedger;
import io.adxflow.sources.connections.ConnectionLedger.State;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sender's connection: takes one request at a time and holds what comes behind it until the answer has left.
 *
 * <p>While a request waits for its answer the socket is read once, only to see the sender go; what that read brings is kept by the
 * {@code FlowControlHandler} before this handler, all but its first message. A sender that closes its side is taken for
 * gone, as Go's server does. Everything but {@link #answer}, {@link #senderGone}, {@link #sweep} and {@link #cut} runs on the
 * channel's event loop.
 */
final class IngestConnection extends ChannelInboundHandlerAdapter implements Responder {
    private static final Logger LOG = LoggerFactory.getLogger(IngestConnection.class);
    private static final long NEVER = Long.MAX_VALUE;
    /** Time for a sender to read an answer that came before its whole body had. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private enum Phase {
        IDLE,
        RECEIVING,
        /** Answered; what is left of the body is read and thrown away. */
        SKIPPING,
        /** With the reader. */
        WAITING,
        /** Answered and closed on our side; reading on until the sender closes, lest a reset destroys the answer. */
        LINGERING,
        CLOSED
    }

    /** What is left of a request's body when it is refused. */
    private enum Rest {
        NOTHING,
        SKIPPED,
        ABANDONED
    }

    private final IngestServer server;
    private final SocketChannel channel;
    private final AnswerWriter answers;
    private final RequestIntake intake;
    private Phase phase = Phase.IDLE;
    private @Nullable Object held;
    private ConnectionLedger.@Nullable Connection entry;
    /** Within a request's first line or headers. */
    private boolean inHead;
    /** A connection's first request has its time from the opening on, whenever it begins. */
    private boolean isFirst = true;

    private volatile boolean gone;
    private volatile long phaseDeadline = NEVER;

    /** @param otlpOnly whether the listener takes nothing but OTLP */
    IngestConnection(IngestServer server, SocketChannel channel, boolean otlpOnly) {
        this.server = server;
        this.channel = channel;
        this.intake = new RequestIntake(server, channel.remoteAddress(), this::session, otlpOnly);
        this.answers = new AnswerWriter(server, channel, intake.dialect());
    }

    private @Nullable SSLSession session() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        return tls == null ? null : tls.engine().getSession();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        server.opened(this);
        enter(Phase.IDLE, server.settings().senders().headerTimeout());
        entry = server.ledger().open(channel.remoteAddress().getAddress(), this::cut);
        if (entry == null) {
            turnAway();
        }
    }

    /** As long as not too many are told so, the sender is told when to come again. */
    private void turnAway() {
        int limit = server.settings().maxConnections();
        if (server.connectionCount() > limit + limit / 8 + 8) {
            server.refused(RequestGate.tooManyConnections(server.settings()), intake.sender());
            cut();
        } else {
            refuse(RequestGate.tooManyConnections(server.settings()), Rest.ABANDONED);
        }
    }

    /** Tells this connection when a head begins. */
    FirstBytes firstBytes() {
        return new FirstBytes(() -> {
            boolean begins = phase == Phase.IDLE && !inHead;
            inHead |= begins;
            if (begins && !isFirst) {
                enter(Phase.IDLE, server.settings().senders().headerTimeout());
            }
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone = true;
        phase = Phase.CLOSED;
        intake.discard();
        ReferenceCountUtil.release(held);
        held = null;
        server.closed(this);
        if (entry != null) {
            entry.closed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof DecoderException && cause.getCause() instanceof SSLException broken) {
            server.refused(RequestGate.noTls(broken), intake.sender());
        } else if (cause instanceof IOException) {
            LOG.debug("Connection of {} broke", intake.sender(), cause);
        } else {
            LOG.warn("Connection of {} failed and is closed", intake.sender(), cause);
        }
        cut();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (phase == Phase.WAITING && held == null) {
            held = message;
        } else {
            read(message);
        }
    }

    private void read(Object message) {
        try {
            if (message instanceof HttpRequest request && phase == Phase.IDLE) {
                onHead(request);
            }
            if (message instanceof HttpContent content) {
                onContent(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void onHead(HttpRequest request) {
        if (!channel.isActive()) {
            // What is left of a head when its connection is closed.
            return;
        }
        if (Http2Refusal.isDue(request)) {
            server.refused(Http2Refusal.refused(), intake.sender());
            answers.writeHttp2Refusal();
            linger();
            return;
        }
        enters(State.RECEIVING);
        RequestGate.Refused refused = intake.begin(request);
        answers.begin(request, intake.dialect());
        if (answers.writePreflight(request)) {
            enter(Phase.SKIPPING, server.settings().bodyTimeout());
            return;
        }
        boolean asksFirst = request.headers().contains(HttpHeaderNames.EXPECT);
        if (refused != null) {
            // Whether a body follows an Expect that was refused is up to the sender, so the connection cannot go on.
            boolean skips = !asksFirst && RequestGate.hasBoundedBody(request, server.settings());
            refuse(refused, skips ? Rest.SKIPPED : Rest.ABANDONED);
            return;
        }
        enter(Phase.RECEIVING, server.settings().bodyTimeout());
        if (asksFirst) {
            answers.writeContinue();
        }
    }

    private void onContent(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (phase == Phase.RECEIVING) {
            RequestGate.Refused refused = intake.take(content);
            if (refused != null) {
                boolean whole = last && !content.decoderResult().isFailure();
                refuse(refused, whole ? Rest.NOTHING : Rest.ABANDONED);
            } else if (last) {
                handOver();
            }
        } else if (phase == Phase.SKIPPING) {
            if (content.decoderResult().isFailure()) {
                cut();
            } else if (last) {
                next();
            }
        }
    }

    private void handOver() {
        phase = Phase.WAITING;
        phaseDeadline = NEVER;
        enters(State.BUSY);
        RequestGate.Refused refused = intake.handOver(this);
        if (refused != null) {
            refuse(refused, Rest.NOTHING);
        } else {
            channel.config().setAutoRead(false);
            channel.read();
        }
    }

    @Override
    public String listener() {
        return intake.isOtlpOnly() ? "otlp_http" : "http";
    }

    @Override
    public boolean senderGone() {
        return gone;
    }

    @Override
    public void answer(Answer answer) {
        try {
            channel.eventLoop().execute(() -> {
                if (phase == Phase.WAITING) {
                    answers.write(answer);
                    next();
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("The answer for {} came after the server had stopped", channel, e);
        }
    }

    private void refuse(RequestGate.Refused refused, Rest rest) {
        intake.discard();
        server.refused(refused, intake.sender());
        if (rest == Rest.ABANDONED) {
            answers.makeLast();
        }
        answers.write(server.answer(refused));
        switch (rest) {
            case NOTHING -> next();
            case SKIPPED -> enter(Phase.SKIPPING, server.settings().bodyTimeout());
            case ABANDONED -> linger();
        }
    }

    /** All is said; the sender may finish what it has begun, unless its place is needed. */
    private void linger() {
        enters(State.NEW);
        enter(Phase.LINGERING, LINGER);
        answers.shutOutputWhenWritten();
    }

    /** The request is answered and read whole: on to the next one, or the end. */
    private void next() {
        if (phase == Phase.CLOSED) {
            return;
        }
        if (!answers.keepsConnection()) {
            enter(Phase.LINGERING, LINGER);
            answers.closeWhenWritten();
            return;
        }
        inHead = false;
        isFirst = false;
        enters(State.IDLE);
        enter(Phase.IDLE, server.settings().idleTimeout());
        Object first = held;
        held = null;
        if (first != null) {
            read(first);
        }
        channel.config().setAutoRead(true);
    }

    /** Called on any thread; acts on the event loop when a deadline has passed. */
    void sweep(long now) {
        if (now >= phaseDeadline || answers.isStuck(now)) {
            channel.eventLoop().execute(this::expire);
        }
    }

    private void expire() {
        long now = server.clock().nanos();
        if (phase == Phase.RECEIVING && now >= phaseDeadline) {
            refuse(RequestGate.tooSlow(server.settings()), Rest.ABANDONED);
        } else if (phase == Phase.IDLE && inHead && now >= phaseDeadline) {
            refuse(RequestGate.headTooSlow(server.settings()), Rest.ABANDONED);
        } else if (now >= phaseDeadline || answers.isStuck(now)) {
            cut();
        }
    }

    void cut() {
        var unused = channel.close();
    }

    private void enters(State state) {
        if (entry != null) {
            entry.enters(state);
        }
    }

    private void enter(Phase next, Duration timeLimit) {
        phase = next;
        phaseDeadline = server.clock().nanos() + timeLimit.toNanos();
    }
}
