package io.adxflow.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One keep-alive connection with at most one request in flight. It holds the request's bytes until the request is answered for
 * good, so that a retry sends the same ones. Owned by the sender's thread.
 */
final class SenderConnection {
    private final Selector selector;
    private final Endpoints endpoints;
    private final String head;
    private final ByteBuffer request;
    private final ResponseReader response = new ResponseReader();
    private @Nullable InetSocketAddress address;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private long body;
    private long firstAttemptNanos;
    private int attempts;
    private boolean awaiting;

    /** @param head the request's head up to and without Content-Length's value */
    SenderConnection(Selector selector, Endpoints endpoints, String head, int maxBodyBytes) {
        this.selector = selector;
        this.endpoints = endpoints;
        this.head = head;
        this.request = ByteBuffer.allocateDirect(head.length() + 32 + maxBodyBytes);
    }

    /** Takes a body to send; {@link #attempt} sends it. */
    void load(Bodies bodies, long number, long nowNanos) {
        body = number;
        firstAttemptNanos = nowNanos;
        attempts = 0;
        request.clear();
        request.put((head + bodies.length(number) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        bodies.write(number, request);
        request.flip();
    }

    /** Starts sending, over a new connection when there is none. */
    void attempt() throws IOException {
        attempts++;
        awaiting = true;
        request.rewind();
        response.reset();
        if (channel != null && key != null) {
            send(channel, key);
            return;
        }
        InetSocketAddress chosen = endpoints.next();
        address = chosen;
        if (chosen == null) {
            throw new NoRouteToHostException("there is no endpoint");
        }
        SocketChannel opened = SocketChannel.open();
        channel = opened;
        opened.configureBlocking(false);
        opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
        boolean connected = opened.connect(chosen);
        key = opened.register(selector, connected ? 0 : SelectionKey.OP_CONNECT, this);
        if (connected) {
            send(opened, key);
        }
    }

    private void send(SocketChannel to, SelectionKey with) throws IOException {
        to.write(request);
        with.interestOps(request.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    /**
     * Goes on where the socket is ready.
     *
     * @return true when the answer is complete
     * @throws IOException when the connection is lost; {@link #disconnect} before the next attempt
     */
    boolean proceed() throws IOException {
        SocketChannel open = channel;
        SelectionKey with = key;
        if (open == null || with == null) {
            return false;
        }
        if (with.isConnectable() && open.finishConnect()) {
            send(open, with);
            return false;
        }
        if (with.isWritable()) {
            send(open, with);
        }
        if (!with.isReadable()) {
            return false;
        }
        int read = open.read(response.buffer());
        if (read < 0) {
            throw new IOException("connection closed by the server");
        }
        if (!response.isComplete()) {
            return false;
        }
        if (response.closes() || request.hasRemaining()) {
            disconnect();
        } else {
            with.interestOps(SelectionKey.OP_READ);
        }
        return true;
    }

    void disconnect() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // The connection is given up either way.
        }
        channel = null;
        key = null;
    }

    /** The attempt is over, answered or lost; false when it was before, and nothing is lost with the connection. */
    boolean settle() {
        boolean was = awaiting;
        awaiting = false;
        return was;
    }

    /** Where it went last, or null when there was nowhere to go. */
    @Nullable
    InetSocketAddress address() {
        return address;
    }

    ResponseReader response() {
        return response;
    }

    long body() {
        return body;
    }

    long firstAttemptNanos() {
        return firstAttemptNanos;
    }

    int attempts() {
        return attempts;
    }
}
