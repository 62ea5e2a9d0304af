package io.adxflow.sources.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;

/** An authority for tests, which issues certificates for localhost and for clients (X.509, RFC 5280, put together by hand). */
public final class TestCertificates {
    private static final byte[] ECDSA_SHA256 = hex("300a06082a8648ce3d040302");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Issued authority;

    /** A certificate with its key. */
    public record Issued(X509Certificate certificate, PrivateKey key) {
        public String certificatePem() {
            try {
                return pem("CERTIFICATE", certificate.getEncoded());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        public String keyPem() {
            return pem("PRIVATE KEY", key.getEncoded());
        }

        /** Writes both, each to a file aside that then takes the place of the one there. */
        public void write(Path certificateFile, Path keyFile) throws IOException {
            replace(certificateFile, certificatePem());
            replace(keyFile, keyPem());
        }
    }

    public TestCertificates() throws Exception {
        KeyPair keys = keys();
        X500Principal name = new X500Principal("CN=Test authority");
        authority = new Issued(
                certificate(name, keys.getPrivate(), name, keys, "30030101ff", "0603551d13"), keys.getPrivate());
    }

    public String authorityPem() {
        return authority.certificatePem();
    }

    /** Valid for localhost and 127.0.0.1 by any name. */
    public Issued issue(String name) throws Exception {
        KeyPair keys = keys();
        X509Certificate certificate = certificate(
                authority.certificate().getSubjectX500Principal(),
                authority.key(),
                new X500Principal(name),
                keys,
                HexFormat.of()
                        .formatHex(der(0x30, der(0x82, ascii("localhost")), der(0x87, new byte[] {127, 0, 0, 1}))),
                "0603551d11");
        return new Issued(certificate, keys.getPrivate());
    }

    /** A client that trusts this authority, and shows a certificate if it is given one. */
    public SSLContext client(Issued... shown) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", authority.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        for (Issued one : shown) {
            own.setKeyEntry("own", one.key(), new char[0], new X509Certificate[] {one.certificate()});
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), RANDOM);
        return context;
    }

    public static void replace(Path file, String text) throws IOException {
        Path aside = Files.createTempFile(file.getParent(), "aside", "");
        Files.writeString(aside, text);
        Files.move(aside, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static X509Certificate certificate(
            X500Principal issuer,
            PrivateKey issuerKey,
            X500Principal subject,
            KeyPair keys,
            String extension,
            String extensionId)
            throws GeneralSecurityException {
        byte[] validity = der(0x30, der(0x18, ascii("20200101000000Z")), der(0x18, ascii("20991231235959Z")));
        byte[] content = der(
                0x30,
                der(0xa0, hex("020102")),
                der(0x02, new BigInteger(64, RANDOM).add(BigInteger.ONE).toByteArray()),
                ECDSA_SHA256,
                issuer.getEncoded(),
                validity,
                subject.getEncoded(),
                keys.getPublic().getEncoded(),
                der(0xa3, der(0x30, der(0x30, hex(extensionId), der(0x04, hex(extension))))));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(issuerKey);
        signature.update(content);
        byte[] whole = der(0x30, content, ECDSA_SHA256, der(0x03, new byte[] {0}, signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
    }

    static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        int length = content.size();
        if (length >= 0x100) {
            whole.write(0x82);
            whole.write(length >> 8);
        } else if (length >= 0x80) {
            whole.write(0x81);
        }
        whole.write(length);
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }

    static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
