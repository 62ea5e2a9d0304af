package io.adxflow.sources.auth;

import io.adxflow.sources.auth.jwt.IssuerKeys;
import io.adxflow.sources.auth.jwt.JwtSettings;
import io.adxflow.sources.auth.jwt.JwtVerifier;
import io.adxflow.sources.connections.Networks;
import io.adxflow.sources.connections.Printable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says who a request is from, under the newest document that it was given. What was found good is remembered for some seconds, so that
 * it costs a hash and a probe.
 *
 * <p>{@link #who} does not block and is for any thread; {@link #publish} and {@link #refresh} read files, and exclude each other.
 */
final class Authenticator {
    private static final int MAX_REMEMBERED = 20_000;
    private static final AuthVerdict STARTING =
            new AuthVerdict.Undecided("the job has not said yet whom it knows; come again");
    private static final AuthVerdict NOTHING = new AuthVerdict.Refused("no credential (expected: Authorization)");
    private static final AuthVerdict UNKNOWN_TOKEN =
            new AuthVerdict.Refused("a token that nobody has issued, or that was revoked");
    private static final AuthVerdict UNKNOWN_PASSWORD = new AuthVerdict.Refused("a user or password that is not known");
    private static final AuthVerdict UNREADABLE =
            new AuthVerdict.Undecided("a sender's secret cannot be read, which may be this one; come again");
    static final AuthVerdict THROTTLED = new AuthVerdict.Undecided(
            "too many wrong credentials came from this address, see " + AuthOptions.MAX_FAILURES_PER_ADDRESS.key());

    private final AuthSettings settings;
    private final LongSupplier nanos;
    private final LongSupplier millis;
    private final CredentialCache cache = new CredentialCache(MAX_REMEMBERED);
    private final FailureLimits limits;
    private final Secrets secrets;
    private final @Nullable IssuerKeys keys;
    private volatile @Nullable Known known;
    private volatile int unreadable;

    /** What one document, with the secrets as they are, makes of credentials. */
    private record Known(SenderRules rules, StaticCredentials fixed, BearerVerifier issued) {}

    Authenticator(
            AuthSettings settings,
            Networks exempt,
            LongSupplier nanos,
            LongSupplier millis,
            Function<String, @Nullable String> environment) {
        this.settings = settings;
        this.nanos = nanos;
        this.millis = millis;
        this.limits = new FailureLimits(settings.maxFailuresPerAddress(), exempt);
        this.secrets = new Secrets(environment);
        JwtSettings jwt = settings.jwt();
        this.keys = jwt == null ? null : IssuerKeys.of(jwt);
    }

    /** See {@link Gatekeeper#publish}. */
    synchronized void publish(SenderRules rules) {
        Known current = known;
        if (current != null && current.rules().equals(rules)) {
            return;
        }
        Set<SecretSource> sources = new LinkedHashSet<>();
        for (SenderSpec sender : rules.senders()) {
            if (sender.proof() instanceof SenderSpec.Proof.Bearer bearer) {
                sources.add(bearer.tokens());
            } else if (sender.proof() instanceof SenderSpec.Proof.Basic basic) {
                sources.add(basic.passwords());
            }
        }
        secrets.know(sources);
        build(rules);
    }

    private void build(SenderRules rules) {
        List<BearerVerifier> issued = new ArrayList<>(rules.verifiers());
        JwtSettings jwt = settings.jwt();
        if (jwt != null && keys != null) {
            issued.add(new JwtVerifier(jwt, settings.gracePeriod(), keys, rules.senders()));
        }
        known = new Known(rules, new StaticCredentials(rules.senders(), secrets), new BearerChain(issued));
        unreadable = secrets.unreadable();
        cache.stale();
    }

    /** See {@link Gatekeeper#refresh}. */
    void refresh() {
        if (keys != null) {
            keys.refresh(millis.getAsLong());
        }
        synchronized (this) {
            Known current = known;
            if (secrets.refresh() && current != null) {
                build(current.rules());
            }
            unreadable = secrets.unreadable();
        }
    }

    AuthVerdict who(Credentials credentials) {
        Known current = known;
        if (current == null) {
            return STARTING;
        }
        String authorization = credentials.authorization();
        if (authorization == null) {
            return ofConnection(current, credentials);
        }
        Fingerprint fingerprint = Fingerprint.of(authorization);
        CredentialCache.Entry entry = cache.find(fingerprint);
        long now = nanos.getAsLong();
        if (entry != null && cache.isFresh(entry, now)) {
            return entry.accepted();
        }
        // Who was good before is looked at in any case, whatever others do from behind the same address.
        if (entry == null && limits.isOver(credentials.from(), now)) {
            return THROTTLED;
        }
        long generation = cache.generation();
        AuthVerdict verdict = verify(current, authorization);
        if (verdict instanceof AuthVerdict.Accepted) {
            cache.good(fingerprint, verdict, generation, now);
        } else if (verdict instanceof AuthVerdict.Refused) {
            cache.bad(fingerprint);
            limits.failed(credentials.from(), now);
        }
        return verdict;
    }

    private static AuthVerdict ofConnection(Known current, Credentials credentials) {
        List<String> names = PeerNames.of(credentials.tls());
        if (names.isEmpty()) {
            return NOTHING;
        }
        AuthVerdict verdict = current.fixed().subject(names);
        return verdict == null
                ? new AuthVerdict.Refused("no sender has mtls-subject " + Printable.of(names.get(0)))
                : verdict;
    }

    private AuthVerdict verify(Known current, String authorization) {
        int blank = authorization.indexOf(' ');
        String scheme = blank < 0 ? authorization : authorization.substring(0, blank);
        String credential = blank < 0 ? "" : authorization.substring(blank + 1).strip();
        if (scheme.equalsIgnoreCase("bearer")) {
            return bearer(current, credential);
        } else if (scheme.equalsIgnoreCase("basic")) {
            return basic(current, credential);
        }
        return new AuthVerdict.Refused("Authorization of a scheme that is not known (expected: Bearer or Basic)");
    }

    private AuthVerdict bearer(Known current, String token) {
        AuthVerdict verdict = current.fixed().bearer(token);
        if (verdict == null) {
            verdict = current.issued().verify(token, millis.getAsLong());
        }
        if (verdict == null) {
            verdict = current.fixed().bearerComplete() ? UNKNOWN_TOKEN : UNREADABLE;
        }
        return verdict;
    }

    private static AuthVerdict basic(Known current, String credential) {
        byte[] userAndPassword;
        try {
            userAndPassword = Base64.getDecoder().decode(credential.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException noBase64) {
            return UNKNOWN_PASSWORD;
        }
        AuthVerdict verdict = current.fixed().basic(userAndPassword);
        if (verdict != null) {
            return verdict;
        }
        return current.fixed().basicComplete() ? UNKNOWN_PASSWORD : UNREADABLE;
    }

    int rememberedCredentials() {
        return cache.size();
    }

    int failingAddresses() {
        return limits.size();
    }

    int unreadableSecrets() {
        return unreadable + (keys != null && keys.isFailing() ? 1 : 0);
    }
}
