package io.adxflow.sources.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * {@code grpc.health.v1.Health} (grpc/grpc, doc/health-checking.md): whether exports are taken here now, asked once ({@code Check}) or
 * for as long as one likes ({@code Watch}). Knows the services that are served here, which fare alike, and the server as a whole,
 * whose name is empty. Thread-safe.
 */
final class HealthService {
    private static final String NAME = "grpc.health.v1.Health";
    /** A service's name with room to spare. */
    private static final int MAX_REQUEST_BYTES = 1024;
    /** More than there are balancers; others ask again and again, as most do. */
    private static final int MAX_WATCHERS = 1000;

    private static final int SERVING = 1;
    private static final int NOT_SERVING = 2;
    private static final int SERVICE_UNKNOWN = 3;

    private final BooleanSupplier isServing;
    private final Set<String> services;
    private final Set<HealthCall> watchers = ConcurrentHashMap.newKeySet();

    /** @param services by their full names */
    HealthService(BooleanSupplier isServing, Set<String> services) {
        this.isServing = isServing;
        this.services = new HashSet<>(services);
        this.services.add("");
        this.services.add(NAME);
    }

    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder(NAME)
                .addMethod(method("Check", MethodType.UNARY), (call, metadata) -> start(call, false))
                .addMethod(method("Watch", MethodType.SERVER_STREAMING), (call, metadata) -> start(call, true))
                .build();
    }

    private static MethodDescriptor<InputStream, byte[]> method(String name, MethodType type) {
        return Messages.method(type, MethodDescriptor.generateFullMethodName(NAME, name));
    }

    private HealthCall start(ServerCall<InputStream, byte[]> call, boolean watches) {
        HealthCall health = new HealthCall(call, watches);
        CallTracer.current().trace(health);
        call.request(1);
        return health;
    }

    /** Tells those who watch, when something has changed. */
    void tell() {
        watchers.forEach(HealthCall::tell);
    }

    /** Tells those who watch that nothing is served any more, and ends their calls. */
    void end() {
        tell();
        watchers.forEach(watcher -> watcher.close(Status.UNAVAILABLE.withDescription("shutting down")));
    }

    private int statusOf(String service) {
        if (!services.contains(service)) {
            return SERVICE_UNKNOWN;
        }
        return isServing.getAsBoolean() ? SERVING : NOT_SERVING;
    }

    /** One question. */
    private final class HealthCall extends ServerCall.Listener<InputStream> implements TracedCall {
        private final ServerCall<InputStream, byte[]> call;
        private final boolean watches;
        private long arrivedBytes;
        private boolean closed;
        private String service = "";
        private int told;

        HealthCall(ServerCall<InputStream, byte[]> call, boolean watches) {
            this.call = call;
            this.watches = watches;
        }

        @Override
        public void arrived(long bytes) {
            arrivedBytes += bytes;
            if (arrivedBytes > MAX_REQUEST_BYTES) {
                close(Status.RESOURCE_EXHAUSTED.withDescription(
                        "request: larger than " + MAX_REQUEST_BYTES + " bytes"));
            }
        }

        @Override
        public void onMessage(InputStream message) {
            try {
                service = serviceOf(message.readNBytes(MAX_REQUEST_BYTES));
            } catch (IOException e) {
                close(Status.INVALID_ARGUMENT.withDescription("request: not a HealthCheckRequest"));
            }
        }

        @Override
        public void onHalfClose() {
            if (!watches) {
                answer();
            } else if (watchers.size() >= MAX_WATCHERS) {
                close(Status.RESOURCE_EXHAUSTED.withDescription(MAX_WATCHERS + " watch already; use Check"));
            } else {
                watchers.add(this);
                tell();
            }
        }

        private void answer() {
            int status = statusOf(service);
            if (status == SERVICE_UNKNOWN) {
                close(Status.NOT_FOUND.withDescription("service: not served here"));
            } else {
                send(status);
                close(Status.OK);
            }
        }

        void tell() {
            send(statusOf(service));
        }

        private synchronized void send(int status) {
            if (closed || status == told) {
                return;
            }
            if (told == 0) {
                call.sendHeaders(new Metadata());
            }
            told = status;
            call.sendMessage(response(status));
        }

        synchronized void close(Status status) {
            if (!closed) {
                closed = true;
                watchers.remove(this);
                call.close(status, new Metadata());
            }
        }

        @Override
        public synchronized void end() {
            closed = true;
            watchers.remove(this);
        }
    }

    /** Field 1 of a HealthCheckRequest. */
    private static String serviceOf(byte[] message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        String service = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == 10) {
                service = in.readStringRequireUtf8();
            } else {
                in.skipField(tag);
            }
        }
        return service;
    }

    /** A HealthCheckResponse, whose field 1 is the status. */
    private static byte[] response(int status) {
        byte[] message = new byte[CodedOutputStream.computeEnumSize(1, status)];
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(message);
            out.writeEnum(1, status);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new IllegalStateException("a message that does not fit its size", e);
        }
        return message;
    }
}
