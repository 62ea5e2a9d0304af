package io.adxflow.job.handshake.formats;

import io.adxflow.job.handshake.HandshakeGrant;

/** vmagent's flags, one a line: for {@code xargs}, or an argument file. */
final class VmagentFormat implements AgentFormat {
    @Override
    public String name() {
        return "vmagent";
    }

    @Override
    public String contentType() {
        return "text/plain; charset=utf-8";
    }

    @Override
    public String render(HandshakeGrant grant, String tokenFile) {
        StringBuilder flags = new StringBuilder()
                .append("-remoteWrite.url=")
                .append(grant.endpoints().remoteWrite())
                .append('\n');
        // A file is read again each second, so that a new token needs no restart.
        flags.append(
                        tokenFile.isEmpty()
                                ? "-remoteWrite.bearerToken=" + grant.token()
                                : "-remoteWrite.bearerTokenFile=" + tokenFile)
                .append('\n')
                // VictoriaMetrics' own encoding is not spoken here.
                .append("-remoteWrite.forcePromProto=true\n");
        grant.labels().forEach((label, value) -> flags.append("-remoteWrite.label=")
                .append(label)
                .append('=')
                .append(value)
                .append('\n'));
        return flags.toString();
    }
}
