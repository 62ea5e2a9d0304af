package io.adxflow.job.web;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that is written piece by piece: a piece is held until the sender's socket has taken the one before, so that an
 * answer takes {@link #PIECE_BYTES} twice however large it is. The answer is whole with {@link #end}; closing the stream, as writers do
 * when they fail, ends nothing. For one worker thread, while the response is touched on its event loop alone.
 */
public final class WebStream extends OutputStream {
    /** Of one write to the socket. */
    static final int PIECE_BYTES = 64 * 1024;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final RoutingContext context;
    private final Context loop;
    private final Duration patience;
    private final byte[] piece = new byte[PIECE_BYTES];
    private Future<Void> taken = Future.succeededFuture();
    private int length;
    private boolean begun;

    /** @param loop the context on which the request is handled */
    WebStream(RoutingContext context, Context loop) {
        this(context, loop, PATIENCE);
    }

    /** @param patience for a piece to be taken, beyond which the client counts as gone */
    WebStream(RoutingContext context, Context loop, Duration patience) {
        this.context = context;
        this.loop = loop;
        this.patience = patience;
    }

    /** Decides status and headers, which are sent with the first piece. Once, before anything is written. */
    public void begin(int status, Map<String, String> headers) {
        if (begun) {
            throw new IllegalStateException("begun already");
        }
        begun = true;
        taken = onLoop(response -> {
            response.setStatusCode(status).setChunked(true);
            headers.forEach(response::putHeader);
            return Future.succeededFuture();
        });
    }

    /** Has this run, on a thread that may block, when the connection ends before the answer does; at once when it has. */
    public void whenGone(Runnable action) {
        loop.runOnContext(go -> {
            HttpServerResponse response = context.response();
            if (response.closed()) {
                runApart(action);
            } else if (!response.ended()) {
                context.addEndHandler(ended -> {
                    if (ended.failed()) {
                        runApart(action);
                    }
                });
            }
        });
    }

    private void runApart(Runnable action) {
        var unused = loop.owner()
                .executeBlocking(
                        () -> {
                            action.run();
                            return true;
                        },
                        false);
    }

    /** Whether the status is decided, and no other can be told. */
    public boolean begun() {
        return begun;
    }

    @Override
    public void write(int b) throws IOException {
        if (length == PIECE_BYTES) {
            send();
        }
        piece[length++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        int from = offset;
        int left = count;
        while (left > 0) {
            if (length == PIECE_BYTES) {
                send();
            }
            int some = Math.min(left, PIECE_BYTES - length);
            System.arraycopy(bytes, from, piece, length, some);
            length += some;
            from += some;
            left -= some;
        }
    }

    /** @throws IOException when the client is gone, or takes nothing */
    private void send() throws IOException {
        if (!begun) {
            throw new IllegalStateException("not begun");
        }
        await();
        Buffer buffer = Buffer.buffer(Arrays.copyOf(piece, length));
        length = 0;
        taken = onLoop(response -> response.write(buffer));
    }

    private void await() throws IOException {
        try {
            taken.toCompletionStage().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while an answer was sent", e);
        } catch (ExecutionException e) {
            throw new ClientGoneException("the client is gone", e.getCause());
        } catch (TimeoutException e) {
            throw new ClientGoneException("the client has taken nothing for " + patience.toSeconds() + " s", e);
        }
    }

    /** Sends what is left and ends the answer, which is whole then. */
    void end() throws IOException {
        send();
        await();
        taken = onLoop(HttpServerResponse::end);
        await();
    }

    /** There is nobody to whom an answer could be sent. */
    static final class ClientGoneException extends IOException {
        @Serial
        private static final long serialVersionUID = 1;

        ClientGoneException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private Future<Void> onLoop(Function<HttpServerResponse, Future<Void>> step) {
        Promise<Void> done = Promise.promise();
        loop.runOnContext(go -> {
            HttpServerResponse response = context.response();
            if (response.closed() || response.ended()) {
                done.fail("the connection is closed");
                return;
            }
            step.apply(response).onComplete(done);
        });
        return done.future();
    }
}
