package io.adxflow.sources.auth;

import io.adxflow.sources.auth.SenderSpec.Proof;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The credentials of a document's senders, to be looked up. Immutable; holds no secret's text. */
final class StaticCredentials {
    private static final String BEARER = "bearer";
    private static final String BASIC = "basic";
    private static final byte[] NOTHING = {};

    private final Map<Fingerprint, AuthVerdict> secrets = new HashMap<>();
    private final Map<String, AuthVerdict> subjects = new HashMap<>();
    private boolean bearerComplete = true;
    private boolean basicComplete = true;

    StaticCredentials(List<SenderSpec> senders, Secrets known) {
        for (SenderSpec sender : senders) {
            AuthVerdict accepted = new AuthVerdict.Accepted(sender.identity());
            if (sender.proof() instanceof Proof.Bearer bearer) {
                List<Secret> tokens = known.values(bearer.tokens());
                tokens.forEach(token -> secrets.putIfAbsent(token.fingerprint(BEARER, NOTHING), accepted));
                bearerComplete &= !tokens.isEmpty();
            } else if (sender.proof() instanceof Proof.Basic basic) {
                List<Secret> passwords = known.values(basic.passwords());
                byte[] user = (basic.user() + ":").getBytes(StandardCharsets.UTF_8);
                passwords.forEach(password -> secrets.putIfAbsent(password.fingerprint(BASIC, user), accepted));
                basicComplete &= !passwords.isEmpty();
            } else if (sender.proof() instanceof Proof.Certificate certificate) {
                subjects.putIfAbsent(PeerNames.normal(certificate.subject()), accepted);
            }
        }
    }

    /** Null when nobody has this token. */
    @Nullable
    AuthVerdict bearer(String token) {
        return secrets.get(Fingerprint.of(BEARER, token.getBytes(StandardCharsets.UTF_8)));
    }

    /** @param userAndPassword with a colon between; null is returned when nobody has them */
    @Nullable
    AuthVerdict basic(byte[] userAndPassword) {
        return secrets.get(Fingerprint.of(BASIC, userAndPassword));
    }

    /** Null when no sender has one of these names. */
    @Nullable
    AuthVerdict subject(List<String> names) {
        for (String name : names) {
            AuthVerdict verdict = subjects.get(name);
            if (verdict != null) {
                return verdict;
            }
        }
        return null;
    }

    /** False while a token of a sender could not be read, so that an unknown one may be that. */
    boolean bearerComplete() {
        return bearerComplete;
    }

    /** Likewise of passwords. */
    boolean basicComplete() {
        return basicComplete;
    }
}
