package io.adxflow.sources.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The outgoing side of one connection: writes answers, says whether the connection goes on after them, and knows when the
 * sender does not take them. Runs on the connection's event loop, but for {@link #isStuck}.
 */
final class AnswerWriter {
    private static final long NEVER = Long.MAX_VALUE;

    private final IngestServer server;
    private final SocketChannel channel;
    private boolean keepAlive = true;
    private boolean http10;
    private AnswerDialect dialect;
    /** The page's that the answers are for; null for none. */
    private @Nullable String origin;

    private @Nullable ChannelFuture lastWrite;
    private volatile long deadline = NEVER;

    /** @param firstDialect of answers that come before any request */
    AnswerWriter(IngestServer server, SocketChannel channel, AnswerDialect firstDialect) {
        this.server = server;
        this.channel = channel;
        this.dialect = firstDialect;
    }

    /** The answers to come are for this request. */
    void begin(HttpRequest request, AnswerDialect itsDialect) {
        dialect = itsDialect;
        keepAlive = HttpUtil.isKeepAlive(request);
        origin = Cors.allowedOrigin(request, server.settings().senders().corsOrigins());
        http10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    }

    /** The next answer is the last one. */
    void makeLast() {
        keepAlive = false;
    }

    boolean keepsConnection() {
        return keepAlive;
    }

    /** Answers a browser that asks if a page may send; false when it does not ask that, or the page may not. */
    boolean writePreflight(HttpRequest request) {
        if (origin == null || !Cors.isPreflight(request)) {
            return false;
        }
        write(Cors.preflightAnswer(request, origin));
        return true;
    }

    /** Answers in HTTP/2 that it is not spoken here, past the encoder of HTTP/1.1. */
    void writeHttp2Refusal() {
        keepAlive = false;
        lastWrite = channel.pipeline().context(FirstBytes.class).writeAndFlush(Http2Refusal.frames());
    }

    /** Tells the sender to go on with its body. */
    void writeContinue() {
        write(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }

    void write(Answer answer) {
        // Without a reader here, the sender's next connection may lead to a process that has one.
        keepAlive &= !server.isDraining() && server.readers().count() > 0;
        AnswerEncoder.Connection connection = !keepAlive
                ? AnswerEncoder.Connection.CLOSE
                : http10 ? AnswerEncoder.Connection.KEEP_SAYING_SO : AnswerEncoder.Connection.KEEP;
        int retryAfterSeconds = answer.isComeAgain() ? server.retryAfterSeconds(answer) : 0;
        FullHttpResponse response = AnswerEncoder.encode(dialect, answer, connection, retryAfterSeconds);
        if (origin != null) {
            Cors.addHeaders(response.headers(), origin);
        }
        write(response);
        if (!channel.isWritable()) {
            // Kilobytes of answers that nobody reads: not a sender to wait for.
            var unused = channel.close();
        }
    }

    void closeWhenWritten() {
        if (lastWrite != null) {
            lastWrite.addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Our end of the stream, after which the sender may still send what it has begun. */
    void shutOutputWhenWritten() {
        if (lastWrite != null) {
            lastWrite.addListener(done -> {
                var unused = channel.shutdownOutput();
            });
        }
    }

    /** True when an answer could not be written in time. Any thread may ask. */
    boolean isStuck(long now) {
        return now >= deadline;
    }

    private void write(Object response) {
        ChannelFuture written = channel.writeAndFlush(response);
        lastWrite = written;
        if (written.isDone()) {
            return;
        }
        if (deadline == NEVER) {
            deadline = server.clock().nanos() + server.settings().writeTimeout().toNanos();
        }
        written.addListener(done -> {
            if (done == lastWrite) {
                deadline = NEVER;
            }
        });
    }
}
