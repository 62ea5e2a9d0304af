package io.adxflow.job.handshake;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.control.api.ControlAnswers;
import io.adxflow.job.handshake.HandshakeOutcome.Refused;
import io.adxflow.job.handshake.formats.AgentFormat;
import io.adxflow.job.web.WebAnswer;
import java.time.Instant;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The forms of what is answered about hand-shakes and agents. */
final class HandshakeAnswers {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private HandshakeAnswers() {}

    /** Everything as JSON, or where text is asked for the configuration alone. */
    static WebAnswer granted(HandshakeGrant grant, HandshakeRequest request, @Nullable String accept) {
        AgentFormat format = request.format();
        String configuration = format == null ? "" : format.render(grant, request.tokenFile());
        if (format != null && accept != null && accept.contains("text/plain")) {
            return WebAnswer.of(200, format.contentType(), configuration)
                    .with("Cache-Control", "no-store")
                    .with("X-Refresh-Seconds", Long.toString(grant.refreshSeconds()));
        }
        ObjectNode body = JSON.createObjectNode().put("agent", grant.agent()).put("namespace", grant.namespace());
        ObjectNode endpoints = body.putObject("endpoints");
        endpoints.put("remote-write", grant.endpoints().remoteWrite());
        endpoints.put("otlp-http", grant.endpoints().otlpHttp());
        if (grant.endpoints().otlpGrpc() != null) {
            endpoints.put("otlp-grpc", grant.endpoints().otlpGrpc());
            body.putObject("grpc-metadata").put("x-adxflow-namespace", grant.namespace());
        }
        ArrayNode signals = body.putArray("signals");
        new TreeSet<>(grant.signals()).forEach(signal -> signals.add(signal.text()));
        body.put("token", grant.token())
                .put("expires", Instant.ofEpochSecond(grant.expiresAtSeconds()).toString())
                .put("refresh-seconds", grant.refreshSeconds());
        body.set("labels", JSON.valueToTree(grant.labels()));
        body.putObject("limits").put("body-bytes", grant.maxBodyBytes());
        body.set("monikers", JSON.valueToTree(grant.monikers()));
        body.set("schemas", JSON.valueToTree(grant.hints()));
        body.put("document", grant.documentHash());
        if (format != null) {
            body.put("format", format.name()).put("configuration", configuration);
        }
        return ControlAnswers.of(200, body, accept).with("Cache-Control", "no-store");
    }

    /** Every agent that was seen. */
    static WebAnswer agents(HandshakeService service, @Nullable String accept) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode list = body.putArray("agents");
        service.reports().stream()
                .sorted(Comparator.comparing(AgentReport::namespace)
                        .thenComparing(AgentReport::agent)
                        .thenComparing(AgentReport::via))
                .forEach(report -> {
                    ObjectNode one = list.addObject()
                            .put("namespace", report.namespace())
                            .put("agent", report.agent())
                            .put("via", report.via())
                            .put("version", report.version())
                            .put("host", report.host())
                            .put(
                                    "seen",
                                    Instant.ofEpochMilli(report.seenMillis()).toString());
                    long sent = service.traffic().lastMillis(report.namespace(), report.agent());
                    one.put("sent", sent == 0 ? "" : Instant.ofEpochMilli(sent).toString());
                    one.put("revoked", service.tokens().isRevoked(report.namespace(), report.agent()));
                    report.details().forEach(one::put);
                });
        return ControlAnswers.of(200, body, accept);
    }

    /** Why not, as problem details. */
    static WebAnswer problem(Refused refused) {
        WebAnswer answer =
                ControlAnswers.problem(refused.status(), refused.title(), refused.detail(), refused.problems());
        return refused.status() == 503 ? answer.with("Retry-After", "1") : answer;
    }
}
