package io.adxflow.sources.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A certificate with its key, and the authorities of clients: what belongs together, checked together.
 *
 * @param chain the own certificate first
 * @param clientAuthorities empty when clients are not asked
 */
public record TlsMaterial(PrivateKey key, List<X509Certificate> chain, List<X509Certificate> clientAuthorities) {

    /** @throws GeneralSecurityException when the key is another certificate's, as while files are replaced one after the other */
    static TlsMaterial of(PrivateKey key, List<X509Certificate> chain, List<X509Certificate> clientAuthorities)
            throws GeneralSecurityException {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        Signature signature = Signature.getInstance(algorithm);
        byte[] text = {1, 2, 3};
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(chain.get(0).getPublicKey());
        signature.update(text);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("the key is not that of the certificate");
        }
        return new TlsMaterial(key, List.copyOf(chain), List.copyOf(clientAuthorities));
    }

    /** When the own certificate is no longer valid. */
    @SuppressWarnings("JavaUtilDate") // What the JDK gives.
    public Instant expires() {
        return chain.get(0).getNotAfter().toInstant();
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return "certificate of " + chain.get(0).getSubjectX500Principal();
    }
}
