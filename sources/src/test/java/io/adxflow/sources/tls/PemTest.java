package io.adxflow.sources.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PemTest {

    @Test
    void readsKeysOfEachForm() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) rsa.generateKeyPair().getPrivate();
        byte[] pkcs1 = TestCertificates.der(
                0x30,
                integer(BigInteger.ZERO),
                integer(key.getModulus()),
                integer(key.getPublicExponent()),
                integer(key.getPrivateExponent()),
                integer(key.getPrimeP()),
                integer(key.getPrimeQ()),
                integer(key.getPrimeExponentP()),
                integer(key.getPrimeExponentQ()),
                integer(key.getCrtCoefficient()));
        assertThat(Pem.key(TestCertificates.pem("PRIVATE KEY", key.getEncoded()), "RSA"))
                .isEqualTo(key);
        assertThat(Pem.key(TestCertificates.pem("RSA PRIVATE KEY", pkcs1), "RSA"))
                .isEqualTo(key);

        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(256);
        ECPrivateKey point = (ECPrivateKey) ec.generateKeyPair().getPrivate();
        byte[] scalar = new byte[32];
        byte[] bytes = point.getS().toByteArray();
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, scalar, 32 - length, length);
        byte[] sec1 = TestCertificates.der(
                0x30,
                integer(BigInteger.ONE),
                TestCertificates.der(0x04, scalar),
                TestCertificates.der(0xa0, HexFormat.of().parseHex("06082a8648ce3d030107")));
        String parameters = TestCertificates.pem("EC PARAMETERS", HexFormat.of().parseHex("06082a8648ce3d030107"));
        assertThat(((ECPrivateKey) Pem.key(parameters + TestCertificates.pem("EC PRIVATE KEY", sec1), "EC")).getS())
                .isEqualTo(point.getS());
    }

    @Test
    void tellsNothingOfAKeyThatCannotBeRead() {
        for (String type : new String[] {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"}) {
            byte[] planted = "planted-secret".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            assertThatThrownBy(() -> Pem.key(TestCertificates.pem(type, planted), "RSA"))
                    .isInstanceOf(GeneralSecurityException.class)
                    .message()
                    .startsWith("has ")
                    .doesNotContain("planted");
        }
        assertThatThrownBy(() -> Pem.key("planted-secret", "RSA")).hasMessage("has no private key in PEM");
    }

    private static byte[] integer(BigInteger value) {
        return TestCertificates.der(0x02, value.toByteArray());
    }
}
