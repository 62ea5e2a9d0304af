package io.adxflow.job.handshake.formats;

import io.adxflow.job.handshake.HandshakeGrant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prometheus' {@code global.external_labels} and {@code remote_write} (prometheus.io/docs, configuration). */
final class PrometheusFormat implements AgentFormat {
    @Override
    public String name() {
        return "prometheus";
    }

    @Override
    public String contentType() {
        return "application/yaml";
    }

    @Override
    public String render(HandshakeGrant grant, String tokenFile) {
        Map<String, Object> authorization = new LinkedHashMap<>();
        authorization.put("type", "Bearer");
        if (tokenFile.isEmpty()) {
            authorization.put("credentials", grant.token());
        } else {
            // Read again for each request, so that a new token needs no reload.
            authorization.put("credentials_file", tokenFile);
        }
        Map<String, Object> write = new LinkedHashMap<>();
        write.put("name", "adxflow-" + grant.namespace());
        write.put("url", grant.endpoints().remoteWrite());
        write.put("authorization", authorization);
        Map<String, Object> root = new LinkedHashMap<>();
        if (!grant.labels().isEmpty()) {
            root.put("global", Map.of("external_labels", grant.labels()));
        }
        root.put("remote_write", List.of(write));
        return YamlText.of(root);
    }
}
