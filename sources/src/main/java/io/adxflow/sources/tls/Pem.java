package io.adxflow.sources.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads certificates and private keys in PEM (RFC 7468). Keys are PKCS#8 (RFC 5958), PKCS#1 (RFC 8017, A.1.2) or SEC 1 (RFC 5915);
 * the last two are put into an envelope of PKCS#8, which is what the JDK reads.
 */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final String RSA_ALGORITHM = "300d06092a864886f70d0101010500";
    private static final String EC_ALGORITHM = "06072a8648ce3d0201";
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int PARAMETERS = 0xa0;

    private Pem() {}

    private record Block(String type, byte[] der) {}

    private static List<Block> blocks(String text) throws GeneralSecurityException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            try {
                blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
            } catch (IllegalArgumentException noBase64) {
                throw new GeneralSecurityException("a block of PEM is damaged");
            }
        }
        return blocks;
    }

    /** @throws GeneralSecurityException when there is none, or one is damaged; the message tells nothing of the text */
    static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(text)) {
            if (block.type().equals("CERTIFICATE")) {
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
            }
        }
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("has no certificate in PEM");
        }
        return certificates;
    }

    /**
     * @param algorithm of the public key that it belongs to
     * @throws GeneralSecurityException when there is none that can be read; the message tells nothing of the text
     */
    static PrivateKey key(String text, String algorithm) throws GeneralSecurityException {
        for (Block block : blocks(text)) {
            byte[] der = pkcs8(block);
            if (der != null) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
                } catch (GeneralSecurityException unreadable) {
                    // Its message may have bytes of the key.
                    throw new GeneralSecurityException("has no key that fits a certificate for " + algorithm);
                }
            }
        }
        throw new GeneralSecurityException("has no private key in PEM");
    }

    /** Null when the block is no key. */
    private static byte @Nullable [] pkcs8(Block block) throws GeneralSecurityException {
        try {
            return switch (block.type()) {
                case "PRIVATE KEY" -> block.der();
                case "RSA PRIVATE KEY" -> envelope(hex(RSA_ALGORITHM), block.der());
                case "EC PRIVATE KEY" -> envelope(ecAlgorithm(block.der()), block.der());
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new GeneralSecurityException("has an encrypted key (expected: one without a passphrase)");
                default -> null;
            };
        } catch (IndexOutOfBoundsException damaged) {
            throw new GeneralSecurityException("has a damaged key");
        }
    }

    /** Version 0, the algorithm, and the key as octets. */
    private static byte[] envelope(byte[] algorithm, byte[] key) {
        return der(SEQUENCE, new byte[] {0x02, 0x01, 0x00}, algorithm, der(OCTETS, key));
    }

    /** The curve stands in the key as its parameters, tag [0]. */
    private static byte[] ecAlgorithm(byte[] key) throws GeneralSecurityException {
        // Version (3 bytes), then the private value as octets.
        int at = headerLength(key, 0) + 3;
        if (at + 1 < key.length && key[at] == OCTETS) {
            at += headerLength(key, at) + length(key, at);
        }
        if (at + 1 >= key.length || (key[at] & 0xff) != PARAMETERS) {
            throw new GeneralSecurityException(
                    "has an EC key without its curve (expected: PKCS#8, or parameters in it)");
        }
        int from = at + headerLength(key, at);
        byte[] curve = Arrays.copyOfRange(key, from, from + length(key, at));
        return der(SEQUENCE, hex(EC_ALGORITHM), curve);
    }

    /** Of the tag and the length that stand at the offset. */
    private static int headerLength(byte[] der, int offset) {
        return (der[offset + 1] & 0x80) == 0 ? 2 : 2 + (der[offset + 1] & 0x7f);
    }

    private static int length(byte[] der, int offset) {
        int first = der[offset + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = (length << 8) | (der[offset + 2 + i] & 0xff);
        }
        return length;
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        int length = content.size();
        if (length < 0x80) {
            whole.write(length);
        } else if (length < 0x100) {
            whole.write(0x81);
            whole.write(length);
        } else {
            whole.write(0x82);
            whole.write(length >> 8);
            whole.write(length);
        }
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
