package io.adxflow.sources.http;

import io.adxflow.sources.grpc.ExportIntake;
import io.adxflow.sources.grpc.ExportReply;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Takes in gRPC calls under the rules of one server: its readers, byte budget and limits. What is bounded per connection over
 * HTTP, where a connection has one request at a time, is bounded per call here. Thread-safe.
 */
final class GrpcIntake implements ExportIntake {
    private final IngestServer server;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<GrpcReception> calls = ConcurrentHashMap.newKeySet();

    GrpcIntake(IngestServer server) {
        this.server = server;
    }

    int connectionCount() {
        return connections.get();
    }

    /** Calls that are received or wait for their answer. */
    int callCount() {
        return calls.size();
    }

    @Override
    public boolean connectionOpened() {
        if (server.connectionCount() >= server.settings().maxConnections()) {
            server.readers().countRefusal(Refusal.CONNECTIONS);
            return false;
        }
        connections.incrementAndGet();
        return true;
    }

    @Override
    public void connectionClosed() {
        connections.decrementAndGet();
    }

    @Override
    public Reception begin(
            Signal signal, @Nullable String namespace, @Nullable String database, String sender, ExportReply reply) {
        WireFormat format = WireFormat.otlp(signal, Encoding.PROTOBUF, Compression.NONE);
        int limit = server.settings().maxConnections();
        RequestGate.Verdict verdict = calls.size() >= limit
                ? RequestGate.tooManyCalls(limit)
                : RequestGate.judgeCall(format, namespace, database, server.readers(), server.isDraining());
        GrpcReception reception = new GrpcReception(server, sender, reply, calls::remove);
        calls.add(reception);
        reception.begin(verdict);
        return reception;
    }

    /** Ends calls whose message does not come in time. Any thread. */
    void sweep(long now) {
        for (GrpcReception call : calls) {
            call.sweep(now);
        }
    }
}
