package io.adxflow.sources.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A context of Netty's that follows {@link TlsFiles}: each new connection gets what they say then, those that live go on with what they
 * have. Sessions are not resumed across a change, so that a client whose authority has gone is asked again.
 */
public final class NettyTls extends SslContext {
    private static final Logger LOG = LoggerFactory.getLogger(NettyTls.class);

    private final TlsSettings settings;
    private final String protocol;
    private volatile SslContext current;

    private NettyTls(TlsFiles files, String protocol) throws SSLException {
        this.settings = files.settings();
        this.protocol = protocol;
        this.current = build(files.material());
        files.onChange(this::follow);
    }

    /** For HTTP/1.1. */
    public static NettyTls http1(TlsFiles files) throws SSLException {
        return new NettyTls(files, ApplicationProtocolNames.HTTP_1_1);
    }

    /** For HTTP/2, which gRPC speaks. */
    public static NettyTls http2(TlsFiles files) throws SSLException {
        return new NettyTls(files, ApplicationProtocolNames.HTTP_2);
    }

    private void follow(TlsMaterial material) {
        try {
            current = build(material);
        } catch (SSLException | RuntimeException e) {
            LOG.error("{}*: the {} cannot be used; new connections get the one before", settings.prefix(), material, e);
        }
    }

    private SslContext build(TlsMaterial material) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forServer(
                        material.key(), material.chain().toArray(X509Certificate[]::new))
                .sslProvider(SslProvider.JDK)
                .clientAuth(
                        switch (settings.clientAuth()) {
                            case NONE -> ClientAuth.NONE;
                            case REQUEST -> ClientAuth.OPTIONAL;
                            case REQUIRE -> ClientAuth.REQUIRE;
                        })
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        protocol));
        if (!material.clientAuthorities().isEmpty()) {
            builder.trustManager(material.clientAuthorities().toArray(X509Certificate[]::new));
        }
        return builder.build();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator alloc) {
        return current.newEngine(alloc);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator alloc, String peerHost, int peerPort) {
        return current.newEngine(alloc, peerHost, peerPort);
    }

    @Override
    public boolean isClient() {
        return false;
    }

    @Override
    public List<String> cipherSuites() {
        return current.cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // What the class asks for.
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return current.applicationProtocolNegotiator();
    }

    @Override
    public SSLSessionContext sessionContext() {
        return current.sessionContext();
    }
}
