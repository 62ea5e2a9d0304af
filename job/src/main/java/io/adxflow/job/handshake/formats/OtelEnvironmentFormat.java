package io.adxflow.job.handshake.formats;

import io.adxflow.job.handshake.HandshakeGrant;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * The environment variables of OpenTelemetry's SDKs (specification, "OTLP Exporter Configuration"), one {@code NAME=value} a line, as
 * {@code env_file} and {@code EnvironmentFile} take them.
 */
final class OtelEnvironmentFormat implements AgentFormat {
    @Override
    public String name() {
        return "otel-env";
    }

    @Override
    public String contentType() {
        return "text/plain; charset=utf-8";
    }

    @Override
    public String render(HandshakeGrant grant, String tokenFile) {
        // SDKs know no file for a token.
        String text = "OTEL_EXPORTER_OTLP_ENDPOINT=" + grant.endpoints().otlpHttp() + "\n"
                + "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\n"
                + "OTEL_EXPORTER_OTLP_HEADERS=Authorization=" + encoded("Bearer " + grant.token()) + "\n";
        return grant.labels().isEmpty()
                ? text
                : text + "OTEL_RESOURCE_ATTRIBUTES="
                        + grant.labels().entrySet().stream()
                                .map(label -> encoded(label.getKey()) + "=" + encoded(label.getValue()))
                                .collect(Collectors.joining(","))
                        + "\n";
    }

    /** As W3C Baggage has it: percent-encoded, a blank too. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
