package io.adxflow.sources.grpc;

import com.google.rpc.Code;
import com.google.rpc.Status;
import io.adxflow.sources.grpc.ExportIntake.Reception;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of an Export method: passes on what comes, and answers once. What is said to the caller may come from any thread; all
 * else runs on the call's event loop, since the server has no other executor.
 */
final class ExportCall extends ServerCall.Listener<InputStream> implements ExportReply, TracedCall {
    private static final Logger LOG = LoggerFactory.getLogger(ExportCall.class);

    private final ServerCall<InputStream, byte[]> call;
    private final AtomicBoolean answered = new AtomicBoolean();
    private @Nullable Reception reception;
    private boolean hasMessage;
    private volatile boolean gone;

    ExportCall(ServerCall<InputStream, byte[]> call) {
        this.call = call;
    }

    /** Asks for the message, unless the call was refused already. */
    void receiveWith(Reception itsReception) {
        reception = itsReception;
        if (!answered.get()) {
            // Two, so that a second message shows as such.
            call.request(2);
        }
    }

    @Override
    public void arrived(long bytes) {
        if (reception != null && !answered.get()) {
            reception.arrived(bytes);
        }
    }

    @Override
    public void onMessage(InputStream message) {
        if (reception == null || answered.get()) {
            return;
        }
        if (hasMessage) {
            fail(malformed("a second message in one call (expected: one)"));
            return;
        }
        hasMessage = true;
        try {
            reception.message(message);
        } catch (IOException e) {
            fail(malformed("message: does not decompress (" + e.getMessage() + ")"));
        }
    }

    @Override
    public void onHalfClose() {
        if (reception == null || answered.get()) {
            return;
        }
        if (hasMessage) {
            reception.complete();
        } else {
            fail(malformed("no message in the call (expected: one)"));
        }
    }

    @Override
    public void onCancel() {
        gone = true;
    }

    @Override
    public void end() {
        gone = true;
        if (reception != null) {
            reception.end();
        }
    }

    @Override
    public boolean callerGone() {
        return gone;
    }

    @Override
    public void succeed(byte[] response) {
        answer(() -> {
            call.sendHeaders(new Metadata());
            call.sendMessage(response);
            call.close(io.grpc.Status.OK, new Metadata());
        });
    }

    @Override
    public void fail(Status status) {
        StatusRuntimeException failure = StatusProto.toStatusRuntimeException(status);
        Metadata trailers = failure.getTrailers();
        answer(() -> call.close(failure.getStatus(), trailers == null ? new Metadata() : trailers));
    }

    private void answer(Runnable answering) {
        if (answered.compareAndSet(false, true)) {
            try {
                answering.run();
            } catch (RuntimeException e) {
                // Thrown when the server has stopped; whoever answers must not fail for it.
                LOG.debug("A call could not be answered", e);
            }
        }
    }

    private static Status malformed(String message) {
        return Status.newBuilder()
                .setCode(Code.INVALID_ARGUMENT_VALUE)
                .setMessage(message)
                .build();
    }
}
