package io.adxflow.sources.auth;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** The names that a client certificate proves, in the form that a sender's {@code mtls-subject} is compared in. */
public final class PeerNames {
    private static final String KEPT = PeerNames.class.getName();
    /** RFC 5280, GeneralName. */
    private static final int DNS = 2;

    private static final int URI = 6;

    private PeerNames() {}

    /**
     * A name of the configuration in the form that is compared.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static String normal(String name) {
        if (name.startsWith("dns:")) {
            return name.toLowerCase(Locale.ROOT);
        }
        return name.startsWith("uri:") ? name : new X500Principal(name).getName(X500Principal.CANONICAL);
    }

    /** Those of the session's verified certificate; empty when there is none. */
    static List<String> of(@Nullable SSLSession session) {
        if (session == null) {
            return List.of();
        }
        if (session.getValue(KEPT) instanceof Kept kept) {
            return kept.names();
        }
        List<String> names = List.of();
        try {
            if (session.getPeerCertificates()[0] instanceof X509Certificate certificate) {
                names = names(certificate);
            }
        } catch (SSLPeerUnverifiedException none) {
            // A client without a certificate.
        }
        session.putValue(KEPT, new Kept(names));
        return names;
    }

    private record Kept(List<String> names) {}

    private static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        names.add(certificate.getSubjectX500Principal().getName(X500Principal.CANONICAL));
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (name.get(0).equals(DNS)) {
                    names.add("dns:" + String.valueOf(name.get(1)).toLowerCase(Locale.ROOT));
                } else if (name.get(0).equals(URI)) {
                    names.add("uri:" + name.get(1));
                }
            }
        } catch (CertificateParsingException malformed) {
            // Then the subject alone counts.
        }
        return List.copyOf(names);
    }
}
