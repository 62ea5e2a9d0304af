package io.adxflow.job.handshake.formats;

import io.adxflow.job.handshake.HandshakeGrant;

/**
 * What adx-mon's collector needs to forward metrics ({@code collector.toml}, {@code exporters.otlp-metric-export}). It can add no header,
 * so that it proves nothing: it may send only where no credential is asked for.
 */
final class AdxMonFormat implements AgentFormat {
    @Override
    public String name() {
        return "adx-mon";
    }

    @Override
    public String contentType() {
        return "application/toml";
    }

    @Override
    public String render(HandshakeGrant grant, String tokenFile) {
        String name = "adxflow-" + grant.namespace();
        StringBuilder toml = new StringBuilder()
                .append(
                        "# For collector.toml. adx-mon's collector sends no credential, so that no token stands here.\n")
                .append("# Name the exporter where metrics come in: exporters = [\"")
                .append(name)
                .append("\"] under prometheus-remote-write, otel-metric or prometheus-scrape.\n\n")
                .append("[[exporters.otlp-metric-export]]\n")
                .append("name = ")
                .append(quoted(name))
                .append("\ndestination = ")
                .append(quoted(grant.endpoints().otlpHttp() + "/v1/metrics"))
                .append('\n');
        if (!grant.labels().isEmpty()) {
            toml.append("\n[exporters.otlp-metric-export.add-labels]\n");
            grant.labels().forEach((label, value) -> toml.append(quoted(label))
                    .append(" = ")
                    .append(quoted(value))
                    .append('\n'));
        }
        return toml.toString();
    }

    /** A basic string of TOML 1.0. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < 0x20 || c == 0x7f) {
                quoted.append("\\u%04X".formatted(c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
