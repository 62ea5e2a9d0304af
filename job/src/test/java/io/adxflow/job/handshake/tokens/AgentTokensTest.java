package io.adxflow.job.handshake.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.adxflow.job.handshake.Endpoints;
import io.adxflow.job.handshake.HandshakeGrant;
import io.adxflow.job.handshake.tokens.AgentToken.Use;
import io.adxflow.sources.auth.AuthVerdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tokens prove, and what they do not. */
class AgentTokensTest {
    private static final long NOW = 1_700_000_000L;
    private static final AgentToken TOKEN = new AgentToken("web-1", Set.of("team-a"), Use.WRITE, NOW, NOW + 3600);

    private final MemoryKeys file = new MemoryKeys();
    private final TokenKeys keys = new TokenKeys(file);
    private final AgentTraffic traffic = new AgentTraffic(2);
    private final AgentTokens tokens = new AgentTokens(keys, Duration.ofMinutes(10), 2, traffic);

    /** A key file in memory. */
    private static final class MemoryKeys implements KeyFile {
        private @Nullable String text;

        @Override
        public @Nullable String read() {
            return text;
        }

        @Override
        public void make(String made) {
            text = made;
        }
    }

    private static String key(String id) {
        String secret = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((id + "0123456789abcdef0123456789abcdef").getBytes(StandardCharsets.UTF_8));
        return "{\"kty\":\"oct\",\"kid\":\"" + id + "\",\"k\":\"" + secret + "\"}";
    }

    private static String keySet(String... ids) {
        return "{\"keys\":["
                + String.join(
                        ",", List.of(ids).stream().map(AgentTokensTest::key).toList()) + "]}";
    }

    @BeforeEach
    void readKeys() {
        keys.refresh();
    }

    private @Nullable AuthVerdict at(String token, long seconds) {
        return tokens.verify(token, seconds * 1000);
    }

    @Test
    void proveAgentAndNamespacesAndHaveOneTextForOneContent() {
        String token = tokens.issue(TOKEN);
        assertThat(token).isEqualTo(tokens.issue(TOKEN));
        AuthVerdict.Accepted accepted = (AuthVerdict.Accepted) at(token, NOW + 1);
        assertThat(accepted.identity().name()).isEqualTo("agent web-1");
        assertThat(accepted.identity().mayWrite("team-a")).isTrue();
        assertThat(accepted.identity().mayWrite("team-b")).isFalse();
        assertThat(traffic.lastMillis("team-a", "web-1")).isEqualTo((NOW + 1) * 1000);
        String enrolment = tokens.issue(new AgentToken("fleet", Set.of("*"), Use.ENROL, NOW, NOW + 9));
        AuthVerdict.Accepted enrolled = (AuthVerdict.Accepted) at(enrolment, NOW);
        assertThat(enrolled.identity().mayWrite("team-a")).isFalse();
        assertThat(traffic.lastMillis("*", "fleet")).isZero();
    }

    @Test
    void areTakenForAWhileAfterTheyExpireAndThenToldToComeAgain() {
        String token = tokens.issue(TOKEN);
        assertThat(at(token, NOW + 3600 + 599)).isInstanceOf(AuthVerdict.Accepted.class);
        AuthVerdict.Expired expired = (AuthVerdict.Expired) at(token, NOW + 3600 + 600);
        assertThat(expired.retryAfterSeconds()).isBetween(30, 60);
        assertThat(((AuthVerdict.Expired) at(token, NOW + 999_999_999)).retryAfterSeconds())
                .isNotEqualTo(expired.retryAfterSeconds());
    }

    @Test
    void areRefusedWhenRevokedEvenWhereTheyWereGoodBefore() {
        String token = tokens.issue(TOKEN);
        assertThat(at(token, NOW)).isInstanceOf(AuthVerdict.Accepted.class);
        tokens.revoke((namespace, agent) -> namespace.equals("team-a") && agent.equals("web-1"));
        assertThat(((AuthVerdict.Refused) at(token, NOW)).reason()).contains("agents.team-a.revoked");
        // Also when they have expired: what was taken back on purpose is not to be kept for later.
        assertThat(at(token, NOW + 99_999)).isInstanceOf(AuthVerdict.Refused.class);
    }

    @Test
    void goOnWithTheKeysThatThereAreWhenTheFileIsGone() {
        String token = tokens.issue(TOKEN);
        file.text = null;
        keys.refresh();
        assertThat(file.text).isNull();
        assertThat(at(token, NOW + 1)).isInstanceOf(AuthVerdict.Accepted.class);
        assertThat(tokens.issue(TOKEN)).isEqualTo(token);
    }

    @Test
    void followTheKeyFileAndStayGoodWhileTheirKeyIsInIt() {
        file.text = keySet("old");
        keys.refresh();
        String old = tokens.issue(TOKEN);
        file.text = keySet("new", "old");
        keys.refresh();
        String fresh = tokens.issue(TOKEN);
        assertThat(fresh).isNotEqualTo(old);
        assertThat(at(old, NOW)).isInstanceOf(AuthVerdict.Accepted.class);
        file.text = "not a key set";
        keys.refresh();
        assertThat(at(fresh, NOW)).isInstanceOf(AuthVerdict.Accepted.class);
        file.text = keySet("new");
        keys.refresh();
        assertThat(at(old, NOW)).isInstanceOf(AuthVerdict.Refused.class);
        assertThat(at(fresh, NOW)).isInstanceOf(AuthVerdict.Accepted.class);
        for (String wrong : List.of(
                "{\"keys\":[]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"short\",\"k\":\"c2hvcnQ\"}]}",
                keySet("twice", "twice"))) {
            file.text = wrong;
            keys.refresh();
            assertThat(keys.size()).isEqualTo(1);
        }
    }

    @Test
    void areKnownFromOthersAndNoneOfWhatLooksLikeOneIsGood() throws Exception {
        assertThat(at("", NOW)).isNull();
        assertThat(at("abc", NOW)).isNull();
        assertThat(at("a.b.c", NOW)).isNull();
        file.text = keySet("one");
        keys.refresh();
        String good = tokens.issue(TOKEN);
        String[] parts = good.split("\\.");
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String none = base64.encodeToString(
                "{\"typ\":\"adxflow-agent+jwt\",\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
        // What is not signed is no token at all; nobody is asked further about it.
        assertThat(at(none + "." + parts[1] + ".", NOW)).isNull();
        String changed =
                base64.encodeToString(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                        .replace("team-a", "team-b")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(at(parts[0] + "." + changed + "." + parts[2], NOW)).isInstanceOf(AuthVerdict.Refused.class);
        assertThat(at(signed("another", "one", JWSAlgorithm.HS256), NOW)).isInstanceOf(AuthVerdict.Refused.class);
        assertThat(at(signed("one", "unknown", JWSAlgorithm.HS256), NOW)).isInstanceOf(AuthVerdict.Refused.class);
        assertThat(at(signed("one", "one", JWSAlgorithm.HS384), NOW)).isInstanceOf(AuthVerdict.Refused.class);
        assertThat(at(signed("one", "one", JWSAlgorithm.HS256), NOW)).isInstanceOf(AuthVerdict.Refused.class);
    }

    /** Signed by a key under the name of another, or by the right one and without the claims of a token. */
    private static String signed(String secret, String id, JWSAlgorithm algorithm) throws Exception {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(algorithm)
                        .type(new JOSEObjectType("adxflow-agent+jwt"))
                        .keyID(id)
                        .build(),
                new JWTClaimsSet.Builder()
                        .subject("web-1")
                        .claim("ns", List.of("team-a"))
                        .build());
        jwt.sign(new MACSigner(
                (secret + "0123456789abcdef0123456789abcdef0123456789abcdef").getBytes(StandardCharsets.UTF_8)));
        return jwt.serialize();
    }

    @Test
    void areRememberedUpToABound() {
        for (int i = 0; i < 10; i++) {
            String token = tokens.issue(new AgentToken("web-" + i, Set.of("team-a"), Use.WRITE, NOW, NOW + 10));
            assertThat(at(token, NOW)).isInstanceOf(AuthVerdict.Accepted.class);
            assertThat(tokens.rememberedCount()).isLessThanOrEqualTo(2);
        }
        assertThat(traffic.lastMillis("team-a", "web-1")).isPositive();
        assertThat(traffic.lastMillis("team-a", "web-9")).isZero();
        traffic.forgetBefore(NOW * 1000 + 1);
        assertThat(traffic.lastMillis("team-a", "web-1")).isZero();
    }

    @Test
    void areNeverShownByWhatHoldsThem() {
        HandshakeGrant grant = new HandshakeGrant(
                "web-1",
                "team-a",
                Set.of(),
                new Endpoints("u", "v", null),
                java.util.Map.of(),
                List.of(),
                List.of(),
                "planted-secret",
                1,
                1,
                1,
                "h");
        assertThat(grant.toString()).doesNotContain("planted-secret");
    }
}
