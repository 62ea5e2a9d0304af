package io.adxflow.sources.http;

import io.adxflow.sources.auth.Credentials;
import io.adxflow.sources.connections.ConnectionLedger;
import io.adxflow.sources.connections.Printable;
import io.adxflow.sources.grpc.Caller;
import io.adxflow.sources.grpc.ExportIntake;
import io.adxflow.sources.grpc.ExportReply;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes in gRPC calls under the rules of one server: its readers, byte budget and limits. What is bounded per connection over
 * HTTP, where a connection has one request at a time, is bounded per call here. Thread-safe.
 */
final class GrpcIntake implements ExportIntake {
    private final IngestServer server;
    private final Map<InetSocketAddress, GrpcConnection> connections = new ConcurrentHashMap<>();
    private final Set<GrpcReception> calls = ConcurrentHashMap.newKeySet();

    GrpcIntake(IngestServer server) {
        this.server = server;
    }

    int connectionCount() {
        return connections.size();
    }

    /** Calls that are received or wait for their answer. */
    int callCount() {
        return calls.size();
    }

    @Override
    public boolean connectionOpened(InetSocketAddress remote, Runnable close) {
        ConnectionLedger.Connection entry = server.ledger().open(remote.getAddress(), close);
        if (entry == null) {
            server.refused(RequestGate.tooManyConnections(server.settings()), String.valueOf(remote));
            return false;
        }
        long deadline = server.clock().nanos()
                + server.settings().senders().headerTimeout().toNanos();
        connections.put(remote, new GrpcConnection(entry, close, deadline));
        return true;
    }

    @Override
    public void connectionReady(InetSocketAddress remote) {
        GrpcConnection connection = connections.get(remote);
        if (connection != null) {
            connection.ready();
        }
    }

    @Override
    public void connectionClosed(InetSocketAddress remote) {
        GrpcConnection connection = connections.remove(remote);
        if (connection != null) {
            connection.closed();
        }
    }

    @Override
    public boolean isServing() {
        return !server.isDraining() && server.readers().count() > 0;
    }

    @Override
    public Reception begin(
            Signal signal, @Nullable String namespace, @Nullable String database, Caller caller, ExportReply reply) {
        WireFormat format = WireFormat.otlp(signal, Encoding.PROTOBUF, Compression.NONE);
        int limit = server.settings().maxConnections();
        String userAgent = caller.userAgent();
        String sender = caller.remote() + (userAgent == null ? "" : " " + Printable.of(userAgent));
        RequestGate.Verdict verdict = calls.size() >= limit
                ? RequestGate.tooManyCalls(limit)
                : RequestGate.judgeCall(
                        format,
                        namespace,
                        database,
                        caller.schemaHint(),
                        server.readers(),
                        server.isDraining(),
                        admission(caller, sender));
        GrpcReception reception =
                new GrpcReception(server, connections.get(caller.remote()), sender, reply, calls::remove);
        calls.add(reception);
        reception.begin(verdict);
        return reception;
    }

    private RequestGate.Admission admission(Caller caller, String sender) {
        if (!server.trust().asks()) {
            return RequestGate.Admission.EVERYBODY;
        }
        Credentials credentials = new Credentials(
                caller.authorization(), caller.tls(), caller.remote().getAddress());
        return namespace -> server.admit(credentials, namespace, sender);
    }

    /** Ends calls whose message does not come in time, and connections that do not come to speak HTTP/2. Any thread. */
    void sweep(long now) {
        for (GrpcReception call : calls) {
            call.sweep(now);
        }
        for (GrpcConnection connection : connections.values()) {
            if (connection.isOverdue(now)) {
                server.readers().countRefusal(Refusal.HEADER_TIMEOUT);
                connection.cut();
            }
        }
    }
}
