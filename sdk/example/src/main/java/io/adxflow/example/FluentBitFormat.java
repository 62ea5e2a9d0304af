package io.adxflow.example;

import io.adxflow.sdk.agents.AgentFormat;
import io.adxflow.sdk.agents.Grant;
import java.net.URI;

/** The output section of Fluent Bit's classic configuration (its plugin {@code opentelemetry}). */
public final class FluentBitFormat implements AgentFormat {
    @Override
    public String name() {
        return "fluent-bit";
    }

    @Override
    public String contentType() {
        return "text/plain; charset=utf-8";
    }

    @Override
    public String render(Grant grant, String tokenFile) {
        URI to = URI.create(grant.otlpHttp());
        boolean tls = "https".equals(to.getScheme());
        int port = to.getPort() >= 0 ? to.getPort() : tls ? 443 : 80;
        String path = to.getPath() == null ? "" : to.getPath();
        return "[OUTPUT]\n"
                + "    name        opentelemetry\n"
                + "    match       *\n"
                + "    host        " + to.getHost() + "\n"
                + "    port        " + port + "\n"
                + "    tls         " + (tls ? "on" : "off") + "\n"
                + "    logs_uri    " + path + "/v1/logs\n"
                + "    metrics_uri " + path + "/v1/metrics\n"
                + "    traces_uri  " + path + "/v1/traces\n"
                + "    header      Authorization Bearer " + grant.token() + "\n";
    }
}
