package io.adxflow.sources.auth;

import org.jspecify.annotations.Nullable;

/** Says whom a bearer token proves. May be called from any thread, for each request; it does not block. */
public interface BearerVerifier {
    /**
     * @param token as it stood behind {@code Bearer}
     * @return null when the token is none of this verifier's, so that another may know it
     */
    @Nullable
    AuthVerdict verify(String token, long nowMillis);
}
