package io.adxflow.job.handshake.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.adxflow.job.handshake.tokens.AgentToken.Use;
import io.adxflow.job.handshake.tokens.TokenKeys.SigningKey;
import io.adxflow.sources.auth.AuthVerdict;
import io.adxflow.sources.auth.BearerVerifier;
import io.adxflow.sources.auth.Identity;
import io.adxflow.sources.auth.Permission;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks the tokens of hand-shakes: JSON Web Tokens (RFC 7519) signed by HMAC-SHA-256, with {@code sub} the agent, {@code ns}
 * its namespaces and {@code use} what it may do. The same claims give the same text. Thread-safe; does not block.
 *
 * <p>What a signature proved is remembered per text, as long as there is room; whether it is revoked or has expired is asked each time.
 */
public final class AgentTokens implements BearerVerifier {
    /** The media type in the header, by which a token is known for one of these. */
    private static final JOSEObjectType TYPE = new JOSEObjectType("adxflow-agent+jwt");

    private static final int RETRY_SECONDS = 30;
    private static final String NAMESPACES = "ns";
    private static final String USE = "use";
    private static final String ISSUED = "iat";
    private static final String EXPIRES = "exp";

    private final TokenKeys keys;
    private final Duration grace;
    private final int maxRemembered;
    private final AgentTraffic traffic;
    private final Map<String, Proved> remembered = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile Revoked revoked = (namespace, agent) -> false;

    /** Who may not send any more. */
    @FunctionalInterface
    public interface Revoked {
        boolean isRevoked(String namespace, String agent);
    }

    /** @param key that signed it, so that it is forgotten with the key */
    private record Proved(AgentToken token, Identity identity, String key) {}

    /**
     * @param grace how long a token is taken after it has expired
     * @param maxRemembered texts whose signature was checked
     * @param traffic told of each request that a token was good for
     */
    public AgentTokens(TokenKeys keys, Duration grace, int maxRemembered, AgentTraffic traffic) {
        this.keys = keys;
        this.grace = grace;
        this.maxRemembered = maxRemembered;
        this.traffic = traffic;
    }

    /** From now on these are revoked. */
    public void revoke(Revoked those) {
        revoked = those;
    }

    /** Whether an agent may not send any more. */
    public boolean isRevoked(String namespace, String agent) {
        return revoked.isRevoked(namespace, agent);
    }

    /** The text of a token; null while there is no key to sign it by. */
    public @Nullable String issue(AgentToken token) {
        SigningKey key = keys.signing();
        if (key == null) {
            return null;
        }
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(TYPE)
                .keyID(key.id())
                .build();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .subject(token.agent())
                .claim(NAMESPACES, new ArrayList<>(new TreeSet<>(token.namespaces())))
                .claim(USE, token.use().text())
                .claim(ISSUED, token.issuedAtSeconds())
                .claim(EXPIRES, token.expiresAtSeconds())
                .build();
        SignedJWT jwt = new SignedJWT(header, claims);
        try {
            jwt.sign(new MACSigner(key.secret()));
        } catch (JOSEException e) {
            throw new IllegalStateException("a token cannot be signed by " + key, e);
        }
        return jwt.serialize();
    }

    /** For listeners of telemetry: whoever is found good counts as sending. */
    @Override
    public @Nullable AuthVerdict verify(String text, long nowMillis) {
        AuthVerdict verdict = check(text, nowMillis);
        Proved proved = verdict instanceof AuthVerdict.Accepted ? remembered.get(text) : null;
        if (proved != null && proved.token().use() == Use.WRITE) {
            proved.token()
                    .namespaces()
                    .forEach(namespace -> traffic.came(namespace, proved.token().agent(), nowMillis));
        }
        return verdict;
    }

    /** As {@link #verify}, of a token that is shown for another purpose. */
    @Nullable
    AuthVerdict check(String text, long nowMillis) {
        Proved proved = remembered.get(text);
        if (proved == null || keys.byId(proved.key()) == null) {
            remembered.remove(text);
            SignedJWT jwt = ours(text);
            if (jwt == null) {
                return null;
            }
            proved = prove(jwt);
            if (proved == null) {
                return new AuthVerdict.Refused("a hand-shake token that was not issued here");
            }
            remember(text, proved);
        }
        return judge(proved, nowMillis);
    }

    /** What a token says, whatever the time is; null when it proves nothing. */
    @Nullable
    AgentToken read(String text) {
        SignedJWT jwt = ours(text);
        Proved proved = jwt == null ? null : prove(jwt);
        return proved == null ? null : proved.token();
    }

    private AuthVerdict judge(Proved proved, long nowMillis) {
        AgentToken token = proved.token();
        for (String namespace : token.namespaces()) {
            if (revoked.isRevoked(namespace, token.agent())) {
                return new AuthVerdict.Refused(
                        "agent " + token.agent() + " is revoked, see agents." + namespace + ".revoked");
            }
        }
        if (nowMillis >= token.expiresAtSeconds() * 1000 + grace.toMillis()) {
            // Not all at once, for those that were away for long come together.
            return new AuthVerdict.Expired(
                    proved.identity(), RETRY_SECONDS + Math.floorMod(turn.getAndIncrement(), RETRY_SECONDS));
        }
        return new AuthVerdict.Accepted(proved.identity());
    }

    /** Null when it is another's token, or none. */
    private static @Nullable SignedJWT ours(String text) {
        try {
            SignedJWT jwt = SignedJWT.parse(text);
            return TYPE.equals(jwt.getHeader().getType()) ? jwt : null;
        } catch (ParseException notSigned) {
            return null;
        }
    }

    private @Nullable Proved prove(SignedJWT jwt) {
        try {
            JWSHeader header = jwt.getHeader();
            SigningKey key = header.getKeyID() == null ? null : keys.byId(header.getKeyID());
            if (key == null
                    || !JWSAlgorithm.HS256.equals(header.getAlgorithm())
                    || !jwt.verify(new MACVerifier(key.secret()))) {
                return null;
            }
            AgentToken token = token(jwt.getPayload().toJSONObject());
            return token == null ? null : new Proved(token, identity(token), key.id());
        } catch (JOSEException e) {
            return null;
        }
    }

    /** Null when it lacks what every token of ours has. */
    private static @Nullable AgentToken token(@Nullable Map<String, Object> claims) {
        if (claims != null
                && claims.get("sub") instanceof String agent
                && claims.get(NAMESPACES) instanceof List<?> list
                && claims.get(USE) instanceof String use
                && claims.get(ISSUED) instanceof Number issued
                && claims.get(EXPIRES) instanceof Number expires) {
            Set<String> namespaces = list.stream().map(String::valueOf).collect(Collectors.toSet());
            Use known = use.equals(Use.WRITE.text()) ? Use.WRITE : Use.ENROL;
            return new AgentToken(agent, namespaces, known, issued.longValue(), expires.longValue());
        }
        return null;
    }

    private static Identity identity(AgentToken token) {
        return new Identity(
                "agent " + token.agent(),
                token.namespaces(),
                token.use() == Use.WRITE ? Set.of(Permission.WRITE) : Set.of());
    }

    private void remember(String text, Proved proved) {
        if (remembered.size() >= maxRemembered) {
            remembered.clear();
        }
        remembered.put(text, proved);
    }

    /** Tokens whose signature need not be checked again. */
    public int rememberedCount() {
        return remembered.size();
    }
}
