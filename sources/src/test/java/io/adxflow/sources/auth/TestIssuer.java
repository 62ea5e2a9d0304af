package io.adxflow.sources.auth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.util.Date;

/** An issuer of tokens whose claims and end are what a test says. */
public final class TestIssuer {
    public static final String NAME = "https://login.example.com/tenant/v2.0";
    public static final String AUDIENCE = "api://adxflow";

    private RSAKey key;

    public TestIssuer(String keyId) throws Exception {
        rotate(keyId);
    }

    public void rotate(String keyId) throws Exception {
        key = new RSAKeyGenerator(2048).keyID(keyId).generate();
    }

    /** What is published. */
    public String jwks() {
        return new JWKSet(key).toString();
    }

    public static JWTClaimsSet.Builder claims(long expiresAtMillis) {
        return new JWTClaimsSet.Builder()
                .issuer(NAME)
                .audience(AUDIENCE)
                .subject("subject-1")
                .expirationTime(new Date(expiresAtMillis));
    }

    public String sign(JWTClaimsSet claims) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    /** {@code alg: none}. */
    public static String unsigned(JWTClaimsSet claims) {
        return new PlainJWT(claims).serialize();
    }

    /** Signed as HMAC with the public key for a secret: what the algorithm list is there against. */
    public String confused(JWTClaimsSet claims) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(), claims);
        token.sign(new com.nimbusds.jose.crypto.MACSigner(key.toRSAPublicKey().getEncoded()));
        return token.serialize();
    }
}
