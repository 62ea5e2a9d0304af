package io.adxflow.job.handshake.formats;

import io.adxflow.job.config.SubscriptionSpec.Signal;
import io.adxflow.job.handshake.HandshakeGrant;
import io.adxflow.sdk.agents.AgentFormat;
import io.adxflow.sdk.agents.Grant;
import io.adxflow.sdk.host.Extension;
import io.adxflow.sdk.host.ExtensionException;
import java.util.stream.Collectors;

/** A format that an extension brings. What the extension does wrong is an {@link IllegalStateException} that says so. */
final class ExtensionFormat implements io.adxflow.job.handshake.formats.AgentFormat {
    private final Extension<AgentFormat> extension;

    ExtensionFormat(Extension<AgentFormat> extension) {
        this.extension = extension;
    }

    @Override
    public String name() {
        return extension.name();
    }

    @Override
    public String contentType() {
        String type = ask("contentType", AgentFormat::contentType);
        if (!type.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalStateException(
                    extension.file() + ": content type '" + type + "' (expected: a media type)");
        }
        return type;
    }

    @Override
    public String render(HandshakeGrant grant, String tokenFile) {
        Grant told = new Grant(
                grant.agent(),
                grant.namespace(),
                grant.signals().stream().map(Signal::text).collect(Collectors.toSet()),
                grant.endpoints().remoteWrite(),
                grant.endpoints().otlpHttp(),
                grant.endpoints().otlpGrpc(),
                grant.labels(),
                grant.token(),
                grant.expiresAtSeconds(),
                grant.refreshSeconds(),
                grant.maxBodyBytes());
        return ask("render", format -> format.render(told, tokenFile));
    }

    private String ask(String what, Extension.Question<AgentFormat, String> question) {
        try {
            return extension.ask(what, question);
        } catch (ExtensionException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
