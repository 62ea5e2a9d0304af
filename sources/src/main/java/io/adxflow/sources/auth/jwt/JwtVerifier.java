package io.adxflow.sources.auth.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import io.adxflow.sources.auth.AuthOptions;
import io.adxflow.sources.auth.AuthVerdict;
import io.adxflow.sources.auth.BearerVerifier;
import io.adxflow.sources.auth.Identity;
import io.adxflow.sources.auth.SenderSpec;
import io.adxflow.sources.auth.jwt.IssuerKeys.Found;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Verifies JSON Web Tokens (RFC 7519) of one issuer, signed (RFC 7515) by an algorithm of the configured ones and by a key of it. */
public final class JwtVerifier implements BearerVerifier {
    private static final DefaultJWSVerifierFactory VERIFIERS = new DefaultJWSVerifierFactory();
    private static final int RETRY_SECONDS = 30;

    private final JwtSettings settings;
    private final Duration grace;
    private final IssuerKeys keys;
    private final ClaimedIdentities identities;

    /**
     * @param grace for which an expired token is taken
     * @param senders of the document
     */
    public JwtVerifier(JwtSettings settings, Duration grace, IssuerKeys keys, List<SenderSpec> senders) {
        this.settings = settings;
        this.grace = grace;
        this.keys = keys;
        this.identities = new ClaimedIdentities(senders, settings.namespacesClaim());
    }

    @Override
    public @Nullable AuthVerdict verify(String token, long nowMillis) {
        if (token.chars().filter(c -> c == '.').count() < 2) {
            return null;
        }
        JWT parsed;
        JWTClaimsSet claims;
        try {
            parsed = JWTParser.parse(token);
            claims = parsed.getJWTClaimsSet();
        } catch (ParseException | RuntimeException noJwt) {
            return null;
        }
        if (claims == null || !settings.issuers().contains(claims.getIssuer())) {
            return null;
        }
        String algorithm = parsed.getHeader().getAlgorithm().getName();
        if (!(parsed instanceof SignedJWT signed) || !settings.algorithms().contains(algorithm)) {
            return new AuthVerdict.Refused(
                    "a token of the issuer whose algorithm is not one of " + AuthOptions.JWT_ALGORITHMS.key());
        }
        Found found = keys.find(signed.getHeader().getKeyID(), nowMillis);
        if (found instanceof Found.Later) {
            return new AuthVerdict.Undecided("the issuer's key is not here yet, see " + AuthOptions.JWT_JWKS.key());
        } else if (found instanceof Found.Candidates candidates && isSigned(signed, candidates.keys())) {
            return judge(claims, nowMillis);
        }
        return new AuthVerdict.Refused("a token that the issuer has not signed");
    }

    private static boolean isSigned(SignedJWT token, List<JWK> candidates) {
        JWSHeader header = token.getHeader();
        KeyType type = KeyType.forAlgorithm(header.getAlgorithm());
        for (JWK key : candidates) {
            boolean fits = key.getKeyType().equals(type)
                    && (key.getAlgorithm() == null || key.getAlgorithm().equals(header.getAlgorithm()));
            if (fits && key instanceof AsymmetricJWK pair && isSigned(token, pair)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSigned(SignedJWT token, AsymmetricJWK key) {
        try {
            JWSVerifier verifier = VERIFIERS.createJWSVerifier(token.getHeader(), key.toPublicKey());
            return token.verify(verifier);
        } catch (JOSEException cannotBeItsKey) {
            return false;
        }
    }

    private AuthVerdict judge(JWTClaimsSet claims, long nowMillis) {
        if (Collections.disjoint(claims.getAudience(), settings.audiences())) {
            return new AuthVerdict.Refused("a token for another audience, see " + AuthOptions.JWT_AUDIENCES.key());
        }
        Instant now = Instant.ofEpochMilli(nowMillis);
        Instant expires = instant(claims.getExpirationTime());
        if (expires == null) {
            return new AuthVerdict.Refused("a token without an end (exp)");
        }
        Instant begins = instant(claims.getNotBeforeTime());
        if (begins != null && now.plus(settings.clockSkew()).isBefore(begins)) {
            return new AuthVerdict.Undecided("the token is not valid yet (nbf)");
        }
        Identity identity = identities.of(claims);
        return now.isBefore(expires.plus(grace))
                ? new AuthVerdict.Accepted(identity)
                : new AuthVerdict.Expired(identity, RETRY_SECONDS);
    }

    @SuppressWarnings("JavaUtilDate") // What the library gives.
    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }
}
