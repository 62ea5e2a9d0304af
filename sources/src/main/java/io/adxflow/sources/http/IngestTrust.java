package io.adxflow.sources.http;

import io.adxflow.sources.auth.AuthVerdict;
import io.adxflow.sources.auth.Authentication;
import io.adxflow.sources.auth.Credentials;
import io.adxflow.sources.auth.Denial;
import io.adxflow.sources.auth.Gatekeeper;
import io.adxflow.sources.tls.NettyTls;
import io.adxflow.sources.tls.TlsFiles;
import io.adxflow.sources.tls.TlsSettings;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Whom one server's listeners trust: who may write, and the certificates. Thread-safe; {@link #refresh} may block. */
final class IngestTrust {
    private final TrustSettings settings;
    private final Gatekeeper gatekeeper;
    private final @Nullable TlsFiles files;
    private final @Nullable SslContext http1;
    private final @Nullable SslContext http2;

    private IngestTrust(TrustSettings settings, Gatekeeper gatekeeper, @Nullable TlsFiles files) throws IOException {
        this.settings = settings;
        this.gatekeeper = gatekeeper;
        this.files = files;
        this.http1 = files == null ? null : NettyTls.http1(files);
        this.http2 = files == null ? null : NettyTls.http2(files);
    }

    /** @throws CannotListenException when a certificate cannot be used */
    static IngestTrust open(IngestSettings all, IngestClock clock) throws CannotListenException {
        TrustSettings settings = all.trust();
        Gatekeeper gatekeeper = new Gatekeeper(
                settings.auth(), all.senders().loadBalancers(), clock::nanos, clock::epochMillis, System::getenv);
        TlsSettings tls = settings.tls();
        try {
            return new IngestTrust(settings, gatekeeper, tls == null ? null : TlsFiles.open(tls));
        } catch (IOException e) {
            throw new CannotListenException(e);
        }
    }

    Gatekeeper gatekeeper() {
        return gatekeeper;
    }

    /** Null when the listeners speak in plain. */
    @Nullable
    TlsFiles files() {
        return files;
    }

    /** For connections of HTTP; null for plain ones. */
    @Nullable
    SslContext http1() {
        return http1;
    }

    /** For connections of gRPC; null for plain ones. */
    @Nullable
    SslContext http2() {
        return http2;
    }

    /** Whether senders are asked who they are. */
    boolean asks() {
        return settings.authentication() != Authentication.NONE;
    }

    /** Whether those are turned away who may not write. */
    boolean enforces() {
        return settings.authentication() == Authentication.REQUIRE;
    }

    /** Whether it may be written, and by whom. */
    RequestGate.Entry judge(Credentials credentials, String namespace) {
        AuthVerdict verdict = gatekeeper.who(credentials);
        Denial denial = gatekeeper.write(verdict, credentials, namespace);
        String who = verdict instanceof AuthVerdict.Accepted accepted
                ? accepted.identity().name()
                : "";
        return new RequestGate.Entry(
                denial == null
                        ? null
                        : new RequestGate.Refused(
                                Refusal.of(denial.reason()), denial.message(), denial.retryAfterSeconds()),
                who);
    }

    /** Reads what others have replaced: certificates, secrets, keys. Called about once a second. */
    void refresh() {
        gatekeeper.refresh();
        if (files != null) {
            files.refresh();
        }
    }
}
