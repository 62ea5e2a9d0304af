package io.adxflow.sources.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.adxflow.sources.auth.jwt.JwtSettings;
import io.adxflow.sources.connections.Networks;
import io.adxflow.sources.tls.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatekeeperTest {
    private static final long START = 1_800_000_000_000L;
    private static final Duration GRACE = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    private long millis = START;
    private final Map<String, String> environment = new HashMap<>();
    private Gatekeeper gatekeeper;

    @BeforeEach
    void start() {
        gatekeeper = gatekeeper(null);
    }

    private Gatekeeper gatekeeper(@Nullable JwtSettings jwt) {
        return new Gatekeeper(
                new AuthSettings(GRACE, jwt == null ? 3 : 100, jwt),
                Networks.parse(List.of("10.9.0.0/16")),
                () -> millis * 1_000_000,
                () -> millis,
                environment::get);
    }

    private Path secret(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Credentials from(String address, @Nullable String authorization) {
        try {
            return new Credentials(authorization, null, InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private @Nullable Denial denial(Credentials credentials, String namespace) {
        return gatekeeper.write(gatekeeper.who(credentials), credentials, namespace);
    }

    private Denial.@Nullable Reason write(@Nullable String authorization, String namespace) {
        Denial denial = denial(from("192.0.2.1", authorization), namespace);
        return denial == null ? null : denial.reason();
    }

    private void token(TestIssuer issuer, JWTClaimsSet claims, Denial.@Nullable Reason expected) throws Exception {
        assertThat(write("Bearer " + issuer.sign(claims), "team-a")).isEqualTo(expected);
    }

    @Test
    void asksEverybodyToComeAgainUntilItKnowsWhomToTrust() {
        assertThat(write("Bearer x", "team-a")).isEqualTo(Denial.Reason.AUTH_UNDECIDED);
    }

    @Test
    void knowsATokenByItsFileAndOnlyForItsNamespaces() throws Exception {
        gatekeeper.publish(Senders.rules(Senders.bearer("a", secret("a", "  new-token \nold-token\r\n\n"), "team-a")));

        assertThat(write("Bearer new-token", "team-a")).isNull();
        assertThat(write("bearer  old-token", "team-a")).isNull();
        assertThat(write("Bearer new-token", "team-b")).isEqualTo(Denial.Reason.FORBIDDEN);
        assertThat(write("Bearer new-toke", "team-a")).isEqualTo(Denial.Reason.UNAUTHENTICATED);
        assertThat(write("Basic new-token", "team-a")).isEqualTo(Denial.Reason.UNAUTHENTICATED);
        assertThat(write(null, "team-a")).isEqualTo(Denial.Reason.UNAUTHENTICATED);
        assertThat(gatekeeper.denials(Denial.Reason.UNAUTHENTICATED)).isEqualTo(3);
        assertThat(gatekeeper.denials(Denial.Reason.FORBIDDEN)).isEqualTo(1);
    }

    @Test
    void knowsUsersByTheirPasswordsFromFilesAndVariables() throws Exception {
        environment.put("PASSWORD_B", "b:secret");
        gatekeeper.publish(Senders.rules(
                Senders.basic("a", "alice", secret("p", "wonder\n"), "*"),
                new SenderSpec(
                        "b",
                        new SenderSpec.Proof.Basic(
                                "bob", new SecretSource(SecretSource.Kind.ENVIRONMENT, "PASSWORD_B")),
                        List.of("team-b"),
                        SenderSpec.Control.CHANGE)));

        assertThat(write(Senders.basicHeader("alice", "wonder"), "any")).isNull();
        assertThat(write(Senders.basicHeader("bob", "b:secret"), "team-b")).isNull();
        assertThat(write(Senders.basicHeader("bob", "wonder"), "team-b")).isEqualTo(Denial.Reason.UNAUTHENTICATED);
        assertThat(write("Basic ?", "team-b")).isEqualTo(Denial.Reason.UNAUTHENTICATED);
        Credentials bob = from("192.0.2.1", Senders.basicHeader("bob", "b:secret"));
        assertThat(gatekeeper.permit(bob, Permission.CONTROL_CHANGE)).isNull();
        assertThat(gatekeeper.permit(
                        from("192.0.2.1", Senders.basicHeader("alice", "wonder")), Permission.CONTROL_READ))
                .isNotNull();
    }

    @Test
    void readsASecretAnewAndRefusesTheOneBeforeAtOnce() throws Exception {
        Path file = secret("a", "first");
        gatekeeper.publish(Senders.rules(Senders.bearer("a", file, "team-a")));
        assertThat(write("Bearer first", "team-a")).isNull();

        TestCertificates.replace(file, "second");
        gatekeeper.refresh();

        assertThat(write("Bearer second", "team-a")).isNull();
        assertThat(write("Bearer first", "team-a")).isEqualTo(Denial.Reason.UNAUTHENTICATED);
    }

    @Test
    void keepsASecretWhoseFileIsGoneOrEmptyAndAsksStrangersToComeAgainWhileOneWasNeverRead() throws Exception {
        Path file = secret("a", "first");
        Path missing = folder.resolve("missing");
        gatekeeper.publish(Senders.rules(Senders.bearer("a", file, "team-a"), Senders.bearer("b", missing, "team-b")));
        // It may be b's, which must not lose data for our missing file.
        assertThat(write("Bearer of-b", "team-b")).isEqualTo(Denial.Reason.AUTH_UNDECIDED);
        Files.writeString(file, "");
        gatekeeper.refresh();
        assertThat(gatekeeper.unreadableSecrets()).isEqualTo(2);
        assertThat(write("Bearer first", "team-a")).isNull();

        Files.writeString(missing, "of-b");
        Files.delete(file);
        gatekeeper.refresh();

        assertThat(gatekeeper.unreadableSecrets()).isEqualTo(1);
        assertThat(write("Bearer first", "team-a")).isNull();
        assertThat(write("Bearer of-b", "team-b")).isNull();
        assertThat(write("Bearer other", "team-b")).isEqualTo(Denial.Reason.UNAUTHENTICATED);
    }

    @Test
    void forgetsWhoIsNoLongerInTheDocument() throws Exception {
        Path file = secret("a", "first");
        gatekeeper.publish(Senders.rules(Senders.bearer("a", file, "team-a")));
        assertThat(write("Bearer first", "team-a")).isNull();

        gatekeeper.publish(Senders.rules(Senders.bearer("a", file, "team-b")));
        assertThat(write("Bearer first", "team-a")).isEqualTo(Denial.Reason.FORBIDDEN);

        gatekeeper.publish(SenderRules.NONE);
        assertThat(write("Bearer first", "team-b")).isEqualTo(Denial.Reason.UNAUTHENTICATED);
    }

    @Test
    void asksAVerifierOnceAndAgainAfterSomeSeconds() {
        AtomicInteger asked = new AtomicInteger();
        AuthVerdict[] answer = {
            new AuthVerdict.Accepted(
                    new Identity("agent", java.util.Set.of("team-a"), java.util.Set.of(Permission.WRITE)))
        };
        BearerVerifier verifier = (token, now) -> {
            asked.incrementAndGet();
            return token.equals("issued") ? answer[0] : null;
        };
        gatekeeper.publish(new SenderRules(List.of(), List.of((token, now) -> null, verifier)));

        for (int i = 0; i < 10; i++) {
            assertThat(write("Bearer issued", "team-a")).isNull();
        }
        assertThat(asked).hasValue(1);
        assertThat(gatekeeper.rememberedCredentials()).isEqualTo(1);
        answer[0] = new AuthVerdict.Refused("revoked");
        millis += 5_000;
        assertThat(write("Bearer issued", "team-a")).isEqualTo(Denial.Reason.UNAUTHENTICATED);
        assertThat(gatekeeper.rememberedCredentials()).isZero();
    }

    @Test
    void looksAtNoMoreUnknownCredentialsOfAnAddressThatFailedTooOftenButAtThoseThatWereGood() throws Exception {
        Path file = secret("a", "good\nnew");
        gatekeeper.publish(Senders.rules(Senders.bearer("a", file, "team-a")));
        assertThat(write("Bearer good", "team-a")).isNull();
        for (int i = 0; i < 3; i++) {
            assertThat(write("Bearer guess" + i, "team-a")).isEqualTo(Denial.Reason.UNAUTHENTICATED);
        }

        assertThat(write("Bearer guess4", "team-a")).isEqualTo(Denial.Reason.AUTH_FAILURES);
        // Not lost: it is told to come again.
        assertThat(write("Bearer new", "team-a")).isEqualTo(Denial.Reason.AUTH_FAILURES);
        millis += 6_000;
        assertThat(write("Bearer good", "team-a")).isNull();
        assertThat(denial(from("192.0.2.2", "Bearer new"), "team-a")).isNull();
        millis += 60_000;
        assertThat(write("Bearer guess5", "team-a")).isEqualTo(Denial.Reason.UNAUTHENTICATED);
    }

    @Test
    void limitsNoAddressThatManySendersComeFrom() {
        gatekeeper.publish(SenderRules.NONE);
        for (int i = 0; i < 10; i++) {
            Denial denial = denial(from("10.9.1.1", "Bearer guess" + i), "team-a");
            assertThat(denial).isNotNull();
            assertThat(denial.reason()).isEqualTo(Denial.Reason.UNAUTHENTICATED);
            assertThat(denial.first()).isEqualTo(i == 0);
        }
    }

    @Test
    void takesTokensOfTheIssuerAndThoseAlone() throws Exception {
        TestIssuer issuer = new TestIssuer("key-1");
        TestIssuer stranger = new TestIssuer("key-1");
        gatekeeper = gatekeeper(jwt(secret("jwks.json", issuer.jwks())));
        gatekeeper.publish(Senders.rules(Senders.claims("app", Map.of("appid", "app-1", "roles", "Send"), "team-a")));
        gatekeeper.refresh();
        JWTClaimsSet good = TestIssuer.claims(START + 60_000)
                .claim("appid", "app-1")
                .claim("roles", List.of("Read", "Send"))
                .build();

        token(issuer, good, null);
        token(issuer, TestIssuer.claims(START + 60_000).claim("appid", "app-2").build(), Denial.Reason.FORBIDDEN);
        token(issuer, new JWTClaimsSet.Builder(good).audience("api://other").build(), Denial.Reason.UNAUTHENTICATED);
        token(
                issuer,
                new JWTClaimsSet.Builder(good).issuer("https://evil.example").build(),
                Denial.Reason.UNAUTHENTICATED);
        token(issuer, new JWTClaimsSet.Builder(good).expirationTime(null).build(), Denial.Reason.UNAUTHENTICATED);
        token(stranger, good, Denial.Reason.UNAUTHENTICATED);
        assertThat(write("Bearer " + TestIssuer.unsigned(good), "team-a")).isEqualTo(Denial.Reason.UNAUTHENTICATED);
    }

    @Test
    void refusesTokensWithoutSignatureOrWithAnAlgorithmThatIsNotListed() throws Exception {
        TestIssuer issuer = new TestIssuer("key-1");
        gatekeeper = gatekeeper(jwt(secret("jwks.json", issuer.jwks())));
        gatekeeper.publish(Senders.rules(Senders.claims("app", Map.of("sub", "subject-1"), "team-a")));
        gatekeeper.refresh();
        JWTClaimsSet good = TestIssuer.claims(START + 60_000).build();

        assertThat(write("Bearer " + TestIssuer.unsigned(good), "team-a")).isEqualTo(Denial.Reason.UNAUTHENTICATED);
        assertThat(write("Bearer " + issuer.confused(good), "team-a")).isEqualTo(Denial.Reason.UNAUTHENTICATED);
        token(issuer, good, null);
    }

    @Test
    void takesAnExpiredTokenForTheTimeOfGraceAndAsksForANewOneAfterIt() throws Exception {
        TestIssuer issuer = new TestIssuer("key-1");
        gatekeeper = gatekeeper(jwt(secret("jwks.json", issuer.jwks())));
        gatekeeper.publish(Senders.rules(Senders.claims("app", Map.of("sub", "subject-1"), "team-a")));
        gatekeeper.refresh();

        token(issuer, TestIssuer.claims(START - GRACE.toMillis() + 1_000).build(), null);
        token(issuer, TestIssuer.claims(START - GRACE.toMillis()).build(), Denial.Reason.CREDENTIAL_EXPIRED);
        token(
                issuer,
                TestIssuer.claims(START + 600_000)
                        .notBeforeTime(new java.util.Date(START + 61_000))
                        .build(),
                Denial.Reason.AUTH_UNDECIDED);
    }

    @Test
    void namesNamespacesByAClaimWhenNoSenderAsksForTheToken() throws Exception {
        TestIssuer issuer = new TestIssuer("key-1");
        gatekeeper = gatekeeper(jwt(secret("jwks.json", issuer.jwks())));
        gatekeeper.publish(SenderRules.NONE);
        gatekeeper.refresh();

        token(
                issuer,
                TestIssuer.claims(START + 1_000).claim("teams", "team-b team-a").build(),
                null);
        token(
                issuer,
                TestIssuer.claims(START + 1_000)
                        .claim("teams", List.of("team-a"))
                        .build(),
                null);
        token(
                issuer,
                TestIssuer.claims(START + 1_000).claim("teams", List.of("*")).build(),
                Denial.Reason.FORBIDDEN);
    }

    @Test
    void waitsForAKeyThatMayBeNewAndKeepsThoseItHasWhenTheSetIsBroken() throws Exception {
        TestIssuer issuer = new TestIssuer("key-1");
        Path set = folder.resolve("jwks.json");
        gatekeeper = gatekeeper(jwt(set));
        gatekeeper.publish(Senders.rules(Senders.claims("app", Map.of("sub", "subject-1"), "team-a")));
        gatekeeper.refresh();
        JWTClaimsSet claims = TestIssuer.claims(START + 600_000).build();
        token(issuer, claims, Denial.Reason.AUTH_UNDECIDED);
        assertThat(gatekeeper.unreadableSecrets()).isEqualTo(1);

        TestCertificates.replace(set, issuer.jwks());
        millis += 1_000;
        gatekeeper.refresh();
        token(issuer, claims, null);
        String first = issuer.sign(claims);

        issuer.rotate("key-2");
        token(issuer, claims, Denial.Reason.AUTH_UNDECIDED);
        TestCertificates.replace(set, "{broken");
        millis += 1_000;
        gatekeeper.refresh();
        assertThat(write("Bearer " + first, "team-a")).isNull();
        assertThat(gatekeeper.unreadableSecrets()).isEqualTo(1);

        TestCertificates.replace(set, issuer.jwks());
        millis += 1_000;
        gatekeeper.refresh();
        token(issuer, claims, null);
        millis += 5_000;
        // The one before is gone from the set; whether it comes back is known with the next fetch.
        assertThat(write("Bearer " + first, "team-a")).isEqualTo(Denial.Reason.AUTH_UNDECIDED);
        millis += 20_000;
        gatekeeper.refresh();
        assertThat(write("Bearer " + first, "team-a")).isEqualTo(Denial.Reason.UNAUTHENTICATED);
    }

    private static JwtSettings jwt(Path keys) {
        return new JwtSettings(
                List.of(TestIssuer.NAME),
                List.of(TestIssuer.AUDIENCE),
                keys.toString(),
                List.of("RS256"),
                Duration.ofHours(1),
                "teams",
                Duration.ofMinutes(1));
    }
}
