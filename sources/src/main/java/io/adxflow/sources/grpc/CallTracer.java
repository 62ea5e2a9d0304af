package io.adxflow.sources.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Tells a call what its listener is not told: how many bytes of the message have come so far, which are to be admitted before
 * more are read, and that the stream is closed, however it came to be. Runs on the call's event loop.
 */
final class CallTracer extends ServerStreamTracer {
    private static final Context.Key<CallTracer> CURRENT = Context.key("adxflow-call-tracer");

    private @Nullable TracedCall call;

    static final class Factory extends ServerStreamTracer.Factory {
        @Override
        public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
            return new CallTracer();
        }
    }

    /** The tracer of the call that is being started. */
    static CallTracer current() {
        return CURRENT.get();
    }

    void trace(TracedCall itsCall) {
        call = itsCall;
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(CURRENT, this);
    }

    @Override
    public void inboundWireSize(long bytes) {
        if (call != null) {
            call.arrived(bytes);
        }
    }

    @Override
    public void streamClosed(Status status) {
        if (call != null) {
            call.end();
        }
    }
}
