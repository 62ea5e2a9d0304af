package io.adxflow.job.handshake;

import io.adxflow.sources.http.IngestAddress;
import io.adxflow.sources.http.IngestHub;
import io.adxflow.sources.http.IngestSettings;
import org.jspecify.annotations.Nullable;

/**
 * Where a namespace's senders send.
 *
 * @param otlpHttp what OTLP's exporters take for their endpoint: {@code /v1/logs} and so on come behind it
 * @param otlpGrpc URL without a path; null when nothing listens
 */
public record Endpoints(String remoteWrite, String otlpHttp, @Nullable String otlpGrpc) {

    /**
     * Those that the settings name, or the listeners of this process.
     *
     * @param calledHost the host by which the sender reached this process, for listeners on every address
     */
    static Endpoints of(HandshakeSettings settings, String namespace, String calledHost) {
        IngestSettings ingest = settings.ingest();
        IngestHub.Status status = IngestHub.jvm().status(ingest);
        String base = settings.publicUrl().isEmpty()
                ? "http://" + hostPort(ingest.http(), status == null ? 0 : status.port(), calledHost)
                : settings.publicUrl();
        String named = base + "/n/" + namespace;
        return new Endpoints(named + "/api/v1/write", named, grpc(settings, status, calledHost));
    }

    private static @Nullable String grpc(
            HandshakeSettings settings, IngestHub.@Nullable Status status, String calledHost) {
        if (!settings.publicGrpc().isEmpty()) {
            return settings.publicGrpc().contains("://") ? settings.publicGrpc() : "http://" + settings.publicGrpc();
        }
        IngestAddress address = settings.ingest().otlpGrpc();
        return address == null
                ? null
                : "http://" + hostPort(address, status == null ? 0 : status.otlpGrpcPort(), calledHost);
    }

    private static String hostPort(IngestAddress address, int boundPort, String calledHost) {
        boolean everyAddress = address.host().isEmpty()
                || address.host().equals("0.0.0.0")
                || address.host().equals("::");
        String host = everyAddress ? calledHost : address.host();
        return (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":"
                + (boundPort > 0 ? boundPort : address.port());
    }
}
