package io.adxflow.sources.auth;

import java.util.Locale;

/**
 * Why a request may not go on.
 *
 * @param message for its sender and the log; says nothing of the credential's text
 * @param first of its sender's address within a minute
 * @param retryAfterSeconds the least wait to tell with 503; 0 for what is told otherwise
 */
public record Denial(Reason reason, String message, boolean first, int retryAfterSeconds) {
    /** With the usual wait. */
    public Denial(Reason reason, String message, boolean first) {
        this(reason, message, first, 0);
    }

    /** See {@link Denial}; the label under which it is counted is its name in small letters. */
    public enum Reason {
        /** None, or none that was ever issued, or revoked. */
        UNAUTHENTICATED(401),
        /** Good, and not for this. */
        FORBIDDEN(403),
        /** Good once. */
        CREDENTIAL_EXPIRED(503),
        /** Nobody can say now. */
        AUTH_UNDECIDED(503),
        /** Too many wrong ones came from this address. */
        AUTH_FAILURES(503);

        private final int status;

        Reason(int status) {
            this.status = status;
        }

        /** Of HTTP. */
        public int status() {
            return status;
        }

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
