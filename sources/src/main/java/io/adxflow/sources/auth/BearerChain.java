package io.adxflow.sources.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks verifiers in turn, until one knows whose the token is. */
public final class BearerChain implements BearerVerifier {
    private final List<BearerVerifier> verifiers;

    /** @param verifiers in the order in which they are asked */
    public BearerChain(List<BearerVerifier> verifiers) {
        this.verifiers = List.copyOf(verifiers);
    }

    @Override
    public @Nullable AuthVerdict verify(String token, long nowMillis) {
        for (BearerVerifier verifier : verifiers) {
            AuthVerdict verdict = verifier.verify(token, nowMillis);
            if (verdict != null) {
                return verdict;
            }
        }
        return null;
    }
}
