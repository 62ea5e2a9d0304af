package io.adxflow.job.web;

import io.adxflow.sources.tls.TlsMaterial;
import io.adxflow.sources.tls.TlsSettings;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Certificates in the form in which the HTTP library takes them. */
final class WebTls {
    private static final char[] NO_PASSWORD = {};

    private WebTls() {}

    static void apply(HttpServerOptions options, TlsSettings settings, TlsMaterial material) {
        options.setSsl(true)
                .setClientAuth(
                        switch (settings.clientAuth()) {
                            case NONE -> ClientAuth.NONE;
                            case REQUEST -> ClientAuth.REQUEST;
                            case REQUIRE -> ClientAuth.REQUIRED;
                        })
                .setKeyCertOptions(keys(material));
        TrustOptions trust = trust(material);
        if (trust != null) {
            options.setTrustOptions(trust);
        }
    }

    /** What replaces the certificate of a server that runs. */
    static SSLOptions options(TlsMaterial material) {
        SSLOptions options = new SSLOptions().setKeyCertOptions(keys(material));
        TrustOptions trust = trust(material);
        return trust == null ? options : options.setTrustOptions(trust);
    }

    private static KeyCertOptions keys(TlsMaterial material) {
        try {
            KeyStore store = empty();
            store.setKeyEntry(
                    "own", material.key(), NO_PASSWORD, material.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store, NO_PASSWORD);
            for (KeyManager manager : factory.getKeyManagers()) {
                if (manager instanceof X509KeyManager keys) {
                    return KeyCertOptions.wrap(keys);
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a certificate that was read cannot be used", e);
        }
        throw new IllegalStateException("the JDK manages no X.509 keys");
    }

    /** Null when clients are not asked. */
    private static @Nullable TrustOptions trust(TlsMaterial material) {
        if (material.clientAuthorities().isEmpty()) {
            return null;
        }
        try {
            KeyStore store = empty();
            for (X509Certificate authority : material.clientAuthorities()) {
                store.setCertificateEntry("ca" + store.size(), authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager trust) {
                    return TrustOptions.wrap(trust);
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("authorities that were read cannot be used", e);
        }
        throw new IllegalStateException("the JDK manages no X.509 trust");
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
